/** The trajectory stepper: any algorithm on any small problem, one step after the other. */
import {
  type AlgorithmName,
  algorithm,
  algorithmNames,
  formatSample,
  sampleAt,
} from '../../../dataset/index.ts';
import { drawing } from '../../trace/drawing.ts';
import { escaped } from '../../../figure/escaped.ts';
import { probeTables } from '../../trace/tables.ts';
import { type TraceView, stepOf, traceView } from '../../trace/view.ts';
import { type Choice, button, chooser, h, readable, slider } from './dom.ts';

const largestSize = 12;
const problems = 8;
/** Milliseconds that a step is shown while playing. */
const pace = 700;

export function stepper(root: HTMLElement): void {
  const byFamily = algorithmNames
    .map((value) => ({ value, text: readable(value), group: algorithm(value).family }))
    .sort((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : 0));
  const name = chooser('algorithm', byFamily, changeProblem);
  const size = chooser('size', sizesOf(name.value()), changeProblem);
  size.choose(6);
  const index = chooser(
    'problem',
    Array.from({ length: problems }, (_, i) => ({ value: i, text: `no. ${i}` })),
    changeProblem,
  );
  const step = slider('step', () => show(step.value()));
  const where = h('output', { class: 'where' });
  const play = button('▶ play', 'play the steps', toggle);
  const graph = h('div', { class: 'graph' });
  const values = h('div', { class: 'values scroll' });
  const text = h('pre');
  root.append(
    h('div', { class: 'controls' }, name.root, size.root, index.root),
    h(
      'div',
      { class: 'controls' },
      button('|◀', 'first step', () => show(0)),
      button('◀', 'previous step', () => show(now - 1)),
      play,
      button('▶', 'next step', () => show(now + 1)),
      button('▶|', 'last step', () => show(Infinity)),
      step.root,
      where,
    ),
    h('div', { class: 'columns' }, graph, values),
    h('details', {}, h('summary', {}, 'The same problem as text'), text),
  );

  let view: TraceView;
  let picture: ReturnType<typeof drawing>;
  let now = 0;
  let timer = 0;

  function changeProblem(): void {
    stop();
    size.offer(sizesOf(name.value()));
    view = traceView(sampleAt(name.value(), size.value(), 0, index.value(), { truncateDecimals: 3 }));
    picture = drawing(view.trajectory);
    const { question, answer } = formatSample(view.trajectory);
    text.replaceChildren(question, h('b', {}, answer.trimEnd()));
    show(0);
  }

  function show(wanted: number): void {
    const { hints, length, nodes } = view.trajectory;
    now = Math.max(0, Math.min(length - 1, wanted));
    step.set(now, length - 1);
    where.textContent = `step ${now + 1} of ${length}`;
    const { width, height, background, moment, legend } = picture;
    const keys = legend.map((key) => `<span style="color:${key.colour}">→ ${escaped(key.name)}</span>`);
    graph.innerHTML =
      `<svg class="drawing" role="img" aria-label="step ${now + 1}" viewBox="0 0 ${width} ${height}" ` +
      `width="${width}" height="${height}">${background}${moment(stepOf(hints, now))}</svg>` +
      `<p class="legend">${keys.join(' ')}</p>`;
    const last = now === length - 1;
    values.innerHTML =
      `<h3>Hints at step ${now + 1}</h3>${probeTables(view.steps[now], nodes)}` +
      (last ? `<h3>Output</h3>${probeTables(view.outputs, nodes)}` : '') +
      `<h3>Input</h3>${probeTables(view.inputs, nodes)}`;
    if (last) stop();
  }

  function toggle(): void {
    if (timer !== 0) return stop();
    if (now === view.trajectory.length - 1) show(0);
    play.textContent = '❚❚ pause';
    timer = window.setInterval(() => show(now + 1), pace);
  }

  function stop(): void {
    window.clearInterval(timer);
    timer = 0;
    play.textContent = '▶ play';
  }

  changeProblem();
}

function sizesOf(name: AlgorithmName): Choice<number>[] {
  const { minimumSize } = algorithm(name);
  const sizes = Array.from({ length: largestSize - minimumSize + 1 }, (_, i) => minimumSize + i);
  return sizes.map((value) => ({ value, text: String(value) }));
}
