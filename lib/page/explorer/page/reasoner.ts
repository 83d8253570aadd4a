/** The algorithm's own steps and, beside them, what the reasoner decided at each. */
import type { Feature } from '../../../dataset/index.ts';
import { type ProbeTable, type TraceView, traceView } from '../../trace/view.ts';
import type { ExplorerDetail } from '../data.ts';
import { h } from './dom.ts';
import { type Moments, moments } from './moment.ts';
import { player } from './player.ts';
import type { PageState } from './state.ts';

/** Numbers further apart are different: a reasoner never says one to the last digit. */
const tolerance = 0.1;

export interface ReasonerPart {
  readonly open: (truth: TraceView) => void;
  readonly fill: (hints: ExplorerDetail['hints']) => void;
  readonly show: () => void;
  readonly stop: () => void;
}

export function reasonerPart(root: HTMLElement, state: PageState): ReasonerPart {
  const steps = player((step) => state.adjust({ step }));
  const says = h('p', { class: 'says', 'aria-live': 'polite' });
  const columns = h('div', { class: 'pair' });
  const title = h('h2');
  root.append(title, steps.root, says, columns);

  let truth: TraceView;
  let shown: readonly Moments[] = [];
  let marks: readonly (readonly ProbeTable[])[] = [];

  function lay(decided: TraceView | undefined): void {
    marks = decided ? decided.steps.map((panels, step) => marked(panels, truth.steps[step])) : [];
    const sides = [
      { name: 'The algorithm', moment: moments('the algorithm', truth) },
      ...(decided ? [{ name: 'The reasoner', moment: moments('the reasoner', decided, marks) }] : []),
    ];
    shown = sides.map(({ moment }) => moment);
    title.textContent = decided
      ? 'The algorithm and the reasoner, step by step'
      : 'The algorithm, step by step';
    columns.replaceChildren(
      ...sides.map(({ name, moment }) =>
        h('section', { 'aria-label': name }, h('h3', {}, name), moment.graph, moment.values),
      ),
    );
    show();
  }

  function show(): void {
    const { length } = truth.trajectory;
    const step = Math.max(0, Math.min(length - 1, state.number('step') ?? 0));
    steps.set(step, length);
    for (const moment of shown) moment.show(step);
    says.textContent = marks.length > 0 ? sentence(marks[step], step) : '';
  }

  return {
    open(opened) {
      steps.stop();
      truth = opened;
      lay(undefined);
    },
    fill(hints) {
      if (hints) lay(decidedView(truth, hints));
    },
    show,
    stop: steps.stop,
  };
}

/** The reasoner is given the first hints and decides all that follow; what it does not decide is not shown. */
function decidedView(truth: TraceView, decided: NonNullable<ExplorerDetail['hints']>): TraceView {
  const { trajectory } = truth;
  const hints = Object.entries(decided).flatMap(([name, values]): [string, Feature][] => {
    const hint = trajectory.hints[name] as Feature | undefined;
    if (!hint) return [];
    const data = Float64Array.from(hint.data);
    data.set(values, data.length / hint.shape[0]);
    return [[name, { ...hint, data }]];
  });
  return { ...traceView({ ...trajectory, hints: Object.fromEntries(hints) }), outputs: [] };
}

/** The same cells, those that differ from the truth marked. */
function marked(panels: readonly ProbeTable[], truth: readonly ProbeTable[]): ProbeTable[] {
  return panels.map((panel) => {
    const own = truth.find(({ name }) => name === panel.name);
    const rows = panel.rows.map((row, r) =>
      row.map(({ text }, c) => ({ text, changed: differs(text, own?.rows[r]?.[c]?.text ?? text) })),
    );
    return { ...panel, rows };
  });
}

const differs = (one: string, two: string) =>
  one !== two && !(Math.abs(Number(one) - Number(two)) <= tolerance);

function sentence(panels: readonly ProbeTable[], step: number): string {
  if (step === 0) return 'At the first step the reasoner is given the truth.';
  const cells = panels.flatMap(({ rows }) => rows.flat());
  const wrong = cells.filter(({ changed }) => changed).length;
  return `At this step ${wrong} of the reasoner’s ${cells.length} values differ from the algorithm’s (by more than ${tolerance} where they are numbers).`;
}
