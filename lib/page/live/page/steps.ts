/** The reasoner's run, step by step beside the algorithm's own: what it decided at each, and where that is not true. */
import { type Features, type Trajectory, preprocess } from '../../../dataset/index.ts';
import { escaped } from '../../../figure/escaped.ts';
import { button, h, slider } from '../../explorer/page/dom.ts';
import { drawing } from '../../trace/drawing.ts';
import { probeTables } from '../../trace/tables.ts';
import { type ProbeTable, type TraceView, stepOf, traceView } from '../../trace/view.ts';
import type { Problem } from '../edit.ts';

/** Milliseconds that a step is shown while playing. */
const pace = 600;

/** The part that shows the reasoner's steps. */
export interface StepsPart {
  readonly root: HTMLElement;
  readonly begin: (problem: Problem) => void;
  readonly show: (reasoner: Trajectory, ms: number) => void;
  readonly fail: (message: string) => void;
}

export function stepsPart(): StepsPart {
  const says = h('p', { class: 'note', role: 'status' });
  const where = h('output', { class: 'where' });
  const step = slider("step of the reasoner's run", () => look(step.value()));
  const play = button('▶ play', 'play the steps', toggle);
  const pictures = h('div', { class: 'pictures' });
  const tables = h(
    'details',
    {},
    h('summary', {}, 'Its hints in numbers; coloured: not what the algorithm says'),
  );
  const values = h('div', { class: 'scroll card' });
  tables.append(values);
  const body = h(
    'div',
    { hidden: '' },
    h('div', { class: 'controls' }, play, step.root, where),
    pictures,
    tables,
  );
  const root = h(
    'section',
    { class: 'steps', 'aria-label': "the reasoner's steps" },
    h('h3', {}, 'The reasoner, step by step'),
    says,
    body,
  );

  let truth: TraceView | undefined;
  let own: TraceView | undefined;
  let now = 0;
  let timer = 0;

  function look(wanted: number): void {
    if (!truth || !own) return;
    const { length, nodes } = truth.trajectory;
    now = Math.max(0, Math.min(length - 1, wanted));
    step.set(now, length - 1);
    where.textContent = `step ${now + 1} of ${length}`;
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
    if (last) stop();
  }

  function toggle(): void {
    if (timer !== 0) return stop();
    if (own && now === own.trajectory.length - 1) look(0);
    play.textContent = '❚❚ pause';
    timer = window.setInterval(() => look(now + 1), pace);
  }

  function stop(): void {
    window.clearInterval(timer);
    timer = 0;
    play.textContent = '▶ play';
  }

  return {
    root,
    begin({ trajectory }) {
      stop();
      truth = traceView(preprocess(trajectory));
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
      look(0);
    },
    fail(message) {
      stop();
      body.hidden = true;
      says.textContent = message;
    },
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
