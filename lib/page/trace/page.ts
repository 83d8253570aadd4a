/** A trace as one HTML page that needs nothing else: a drawing and tables, with buttons to step through them. */
import { formatSample } from '../../dataset/index.ts';
import { arrowTip, drawing, drawingStyle } from './drawing.ts';
import { escaped } from '../../figure/escaped.ts';
import { probeTables, tableStyle } from './tables.ts';
import { type TraceView, stepOf } from './view.ts';

export function renderPage({ trajectory, inputs, steps, outputs }: TraceView): string {
  const { algorithm, nodes, length, hints } = trajectory;
  const { width, height, background, legend, moment } = drawing(trajectory);
  const { question, answer } = formatSample(trajectory);
  const keys = legend.map(({ name, colour }) => `<span style="color:${colour}">→ ${escaped(name)}</span>`);
  const sections = steps.map(
    (panels, t) =>
      `<section${t > 0 ? ' hidden' : ''}><svg class="drawing" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">` +
      `<use href="#background"/>${moment(stepOf(hints, t))}</svg><div>${probeTables(panels, nodes)}</div></section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(algorithm)}: ${length} steps</title>
<style>${style}${tableStyle}${drawingStyle}</style>
</head>
<body>
<h1>${escaped(algorithm)}</h1>
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
<svg width="0" height="0" class="shared"><defs>${arrowTip}<g id="background" class="drawing">${background}</g></defs></svg>
<main>
${sections.join('\n')}
</main>
<details><summary>input and output</summary>${probeTables(inputs, nodes)}${probeTables(outputs, nodes)}</details>
<details><summary>text</summary><pre>${escaped(question)}<b>${escaped(answer.trimEnd())}</b></pre></details>
<script>${script}</script>
</body>
</html>
`;
}

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
details { margin-top: .7rem }
pre { white-space: pre-wrap }
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
