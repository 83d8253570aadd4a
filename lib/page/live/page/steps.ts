/** The reasoner's run, step by step beside the algorithm's own: what it decided at each, and where that is not true. */
import { type Features, type Trajectory, preprocess } from '../../../dataset/index.ts';
import { escaped } from '../../../figure/escaped.ts';
import { h } from '../../explorer/page/dom.ts';
import { player } from '../../explorer/page/player.ts';
import { type PageState, whenChanged } from '../../explorer/page/state.ts';
import { drawing } from '../../trace/drawing.ts';
import { probeTables } from '../../trace/tables.ts';
import { type ProbeTable, type TraceView, stepOf, traceView } from '../../trace/view.ts';
import type { Problem } from '../edit.ts';

/** The name of the step that is shown in the address. */
export const stepName = 'hint';

/** The part that shows the reasoner's steps. */
export interface StepsPart {
  readonly root: HTMLElement;
  readonly begin: (problem: Problem) => void;
  readonly show: (reasoner: Trajectory, ms: number) => void;
  readonly fail: (message: string) => void;
  /** Shows what the address says. */
  readonly look: () => void;
  /** Plays no further. */
  readonly stop: () => void;
}

export function stepsPart(address: PageState): StepsPart {
  const says = h('p', { class: 'note', role: 'status' });
  const steps = player((step) => address.adjust({ [stepName]: step }));
  const pictures = h('div', { class: 'pictures' });
  const tables = h(
    'details',
    {},
    h('summary', {}, 'Its hints in numbers; coloured: not what the algorithm says'),
  );
  const values = h('div', {
    class: 'scroll card',
    tabindex: 0,
    role: 'region',
    'aria-label': "the reasoner's hints",
  });
  tables.append(values);
  const body = h('div', { hidden: '' }, steps.root, pictures, tables);
  const root = h(
    'section',
    { class: 'steps', 'aria-label': "the reasoner's steps" },
    h('h3', {}, 'The reasoner, step by step'),
    says,
    body,
  );

  let truth: TraceView | undefined;
  let own: TraceView | undefined;

  const drawWhenOther = whenChanged(draw);
  const look = () => drawWhenOther(address.get(stepName), truth, own);

  function draw(): void {
    if (!truth || !own) return;
    const { length, nodes } = truth.trajectory;
    const now = Math.max(0, Math.min(length - 1, address.number(stepName) ?? 0));
    steps.set(now, length);
    pictures.innerHTML = [
      figure('the algorithm', truth.trajectory, now),
      figure('the reasoner', own.trajectory, now),
    ].join('');
    const last = now === length - 1;
    const outputs = last
      ? `<h4>Outputs</h4>${probeTables(compared(own.outputs, truth.outputs, own.trajectory.outputs), nodes)}`
      : '';
    values.innerHTML =
      probeTables(compared(own.steps[now], truth.steps[now], own.trajectory.hints), nodes) + outputs;
  }

  return {
    root,
    begin({ trajectory }) {
      steps.stop();
      [truth, own] = [traceView(preprocess(trajectory)), undefined];
      says.textContent = 'The reasoner runs …';
    },
    show(reasoner, ms) {
      if (!truth) return;
      own = traceView(reasoner);
      const wrong = own.outputs.flatMap(({ name, rows }, probe) =>
        rows.flatMap((cells, r) =>
          cells.filter(({ text }, c) =>
            differs(reasoner.outputs, name, text, truth!.outputs[probe].rows[r][c].text),
          ),
        ),
      ).length;
      const all = own.outputs.flatMap(({ rows }) => rows.flat()).length;
      says.textContent =
        `It sees the first hints and then only its own: ${all - wrong} of ${all} values of its output are those of the ` +
        `algorithm (${(ms / 1000).toFixed(2)} s). TransNAR reads its state after the last step.`;
      body.hidden = false;
      look();
    },
    fail(message) {
      steps.stop();
      body.hidden = true;
      says.textContent = message;
    },
    look,
    stop: steps.stop,
  };
}

function figure(title: string, trajectory: Trajectory, step: number): string {
  const { width, height, background, moment, legend } = drawing(trajectory);
  const keys = legend.map(
    ({ name, colour }) => `<span class="key" style="border-color:${colour}">→ ${escaped(name)}</span>`,
  );
  return (
    `<figure class="card"><figcaption>${title} ${keys.join(' ')}</figcaption>` +
    `<svg class="drawing" role="img" aria-label="${title} at step ${step + 1}" viewBox="0 0 ${width} ${height}" ` +
    `width="${width}" height="${height}">${background}${moment(stepOf(trajectory.hints, step))}</svg></figure>`
  );
}

/** The tables of the reasoner, in which a cell is marked that differs from the truth. */
const compared = (
  own: readonly ProbeTable[],
  truth: readonly ProbeTable[],
  features: Features,
): ProbeTable[] =>
  own.map((table, probe) => ({
    ...table,
    rows: table.rows.map((cells, r) =>
      cells.map(({ text }, c) => ({
        text,
        changed: differs(features, table.name, text, truth[probe].rows[r][c].text),
      })),
    ),
  }));

/** Scalars are never quite the same: a tenth is what counts. */
const differs = (features: Features, name: string, own: string, truth: string) =>
  features[name].type === 'scalar' ? Math.abs(Number(own) - Number(truth)) > 0.1 : own !== truth;
