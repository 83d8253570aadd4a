/** The trajectory stepper: any algorithm on any small problem, one step after the other. */
import {
  type AlgorithmName,
  algorithm,
  algorithmNames,
  formatSample,
  sampleAt,
} from '../../../dataset/index.ts';
import { traceView } from '../../trace/view.ts';
import { type Choice, chooser, h, readable } from './dom.ts';
import { type Moments, moments } from './moment.ts';
import { player } from './player.ts';
import { type PageState, whenChanged } from './state.ts';

const largestSize = 12;
const problems = 8;
/** What is shown where the address says nothing. */
const usualSize = 6;

export function stepper(root: HTMLElement, state: PageState): void {
  const byFamily = algorithmNames
    .map((value) => ({ value, text: readable(value), group: algorithm(value).family }))
    .sort((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : 0));
  const choose = () =>
    state.go({
      traced: name.value(),
      nodes: size.value(),
      sample: index.value(),
      at: undefined,
    });
  const name = chooser('algorithm', byFamily, choose);
  const size = chooser<number>('size', sizesOf(name.value()), choose);
  const index = chooser(
    'problem',
    Array.from({ length: problems }, (_, i) => ({ value: i, text: `no. ${i}` })),
    choose,
  );
  const steps = player((step) => state.adjust({ at: step }));
  const shown = h('div', { class: 'columns' });
  const text = h('pre');
  root.append(
    h('div', { class: 'controls' }, name.root, size.root, index.root),
    steps.root,
    shown,
    h('details', {}, h('summary', {}, 'The same problem as text'), text),
  );

  let current: Moments;
  let length: number;
  const changeProblem = whenChanged(() => {
    steps.stop();
    const view = traceView(sampleAt(name.value(), size.value(), 0, index.value(), { truncateDecimals: 3 }));
    current = moments('the steps', view);
    length = view.trajectory.length;
    shown.replaceChildren(current.graph, current.values);
    const { question, answer } = formatSample(view.trajectory);
    text.replaceChildren(question, h('b', {}, answer.trimEnd()));
  });

  function show(): void {
    if (root.hidden) return steps.stop();
    name.choose((state.get('traced') ?? byFamily[0].value) as AlgorithmName);
    size.offer(sizesOf(name.value()));
    size.choose(state.number('nodes') ?? usualSize);
    index.choose(state.number('sample') ?? 0);
    changeProblem(name.value(), size.value(), index.value());
    const step = Math.max(0, Math.min(length - 1, state.number('at') ?? 0));
    steps.set(step, length);
    current.show(step);
  }

  state.watch(show);
  show();
}

function sizesOf(name: AlgorithmName): Choice<number>[] {
  const { minimumSize } = algorithm(name);
  const sizes = Array.from({ length: largestSize - minimumSize + 1 }, (_, i) => minimumSize + i);
  return sizes.map((value) => ({ value, text: String(value) }));
}
