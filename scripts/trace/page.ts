/** A trace as one HTML page that needs nothing else: a drawing and tables, with buttons to step through them. */
import { formatSample } from '../../lib/dataset/index.ts';
import { drawing } from './drawing.ts';
import { type Cell, type Panel, type TraceView, stepOf } from './view.ts';

export function renderPage({ trajectory, inputs, steps, outputs }: TraceView): string {
  const { algorithm, nodes, length, hints } = trajectory;
  const { width, height, background, legend, moment } = drawing(trajectory);
  const { question, answer } = formatSample(trajectory);
  const keys = legend.map(({ name, colour }) => `<span style="color:${colour}">→ ${escape(name)}</span>`);
  const sections = steps.map(
    (panels, t) =>
      `<section${t > 0 ? ' hidden' : ''}><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">` +
      `<use href="#background"/>${moment(stepOf(hints, t))}</svg><div>${tables(panels, nodes)}</div></section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(algorithm)}: ${length} steps</title>
<style>${style}</style>
</head>
<body>
<h1>${escape(algorithm)}</h1>
<nav>
<button id="first" title="Home">|◀</button>
<button id="back" title="Left arrow">◀</button>
<button id="play" title="Space">play</button>
<button id="next" title="Right arrow">▶</button>
<button id="last" title="End">▶|</button>
<input id="slider" type="range" min="1" max="${length}" value="1" aria-label="step">
<output id="step">step 1 of ${length}</output>
<span class="legend">${keys.join(' ')}</span>
</nav>
<svg width="0" height="0" class="shared"><defs><g id="background">${background}</g>
<marker id="tip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8Z"/></marker></defs></svg>
<main>
${sections.join('\n')}
</main>
<details><summary>input and output</summary>${tables(inputs, nodes)}${tables(outputs, nodes)}</details>
<details><summary>text</summary><pre>${escape(question)}<b>${escape(answer.trimEnd())}</b></pre></details>
<script>${script}</script>
</body>
</html>
`;
}

/** Probes over nodes share one table; matrices have their own; single values are a line. */
function tables(panels: readonly Panel[], nodes: number): string {
  const heads = Array.from({ length: nodes }, (_, i) => `<th>${i}</th>`).join('');
  const row = (label: string, cells: readonly Cell[]) =>
    `<tr><th>${escape(label)}</th>${cells.map(cell).join('')}</tr>`;
  const table = (label: string, rows: string) =>
    `<table><tr><th>${escape(label)}</th>${heads}</tr>${rows}</table>`;
  const at = (location: Panel['location']) => panels.filter((panel) => panel.location === location);

  const byNode = at('node').map(({ name, rows }) => row(name, rows[0]));
  const single = at('graph').map(({ name, rows }) => row(name, rows[0]));
  const matrices = at('edge').map(({ name, rows }) =>
    table(name, rows.map((cells, i) => row(String(i), cells)).join('')),
  );
  return (
    (byNode.length > 0 ? table('node', byNode.join('')) : '') +
    (single.length > 0 ? `<table>${single.join('')}</table>` : '') +
    matrices.join('')
  );
}

const cell = ({ text, changed }: Cell) => `<td${changed ? ' class="changed"' : ''}>${escape(text)}</td>`;

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style = `
body { font: 15px/1.4 system-ui, sans-serif; margin: 1.5rem; color: #212529; background: #fff }
nav { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-bottom: 1rem }
nav button { font-size: 1rem; min-width: 2.5rem; padding: .2rem .5rem }
#slider { flex: 1; max-width: 30rem }
#step { min-width: 9rem; font-variant-numeric: tabular-nums }
.legend span { margin-left: .7rem }
section { display: flex; flex-wrap: wrap; gap: 2rem; align-items: flex-start }
section[hidden] { display: none }
svg.shared { position: absolute }
table { border-collapse: collapse; margin-bottom: 1rem; font-size: .85rem; font-variant-numeric: tabular-nums }
th { color: #868e96; font-weight: normal; text-align: right; padding: .1rem .5rem }
td { text-align: right; padding: .1rem .5rem; border: 1px solid #e9ecef; min-width: 1.2rem }
td.changed { background: #fff3bf; font-weight: bold }
details { margin-top: .7rem }
pre { white-space: pre-wrap }
circle { stroke: #343a40; stroke-width: 1.5 }
.edge { stroke: #adb5bd; stroke-width: 1.2 }
.pointer { fill: none; stroke-width: 2 }
marker path { fill: context-stroke }
.bar { fill: #a5d8ff } .negative { fill: #ffc9c9 }
text { text-anchor: middle; font-size: 13px }
text.light { fill: #fff }
text.letter { font-size: 20px; fill: #495057 }
text.mark { font-size: 11px; fill: #c92a2a; font-weight: bold }
`;

const script = `
const sections = [...document.querySelectorAll('section')];
const by = (id) => document.getElementById(id);
let now = 0, timer = 0;
const show = (step) => {
  sections[now].hidden = true;
  now = Math.max(0, Math.min(sections.length - 1, step));
  sections[now].hidden = false;
  by('slider').value = now + 1;
  by('step').textContent = 'step ' + (now + 1) + ' of ' + sections.length;
  if (now === sections.length - 1) stop();
};
const stop = () => { clearInterval(timer); timer = 0; by('play').textContent = 'play'; };
const play = () => {
  if (timer) return stop();
  if (now === sections.length - 1) show(0);
  timer = setInterval(() => show(now + 1), 700);
  by('play').textContent = 'pause';
};
by('first').onclick = () => show(0);
by('back').onclick = () => show(now - 1);
by('next').onclick = () => show(now + 1);
by('last').onclick = () => show(sections.length - 1);
by('play').onclick = play;
by('slider').oninput = () => show(by('slider').value - 1);
document.onkeydown = ({ key }) => {
  if (document.activeElement !== by('slider')) {
    if (key === 'ArrowLeft') show(now - 1);
    if (key === 'ArrowRight') show(now + 1);
  }
  if (key === 'Home') show(0);
  if (key === 'End') show(sections.length - 1);
  if (key === ' ' && document.activeElement.tagName !== 'BUTTON') play();
};
`;
