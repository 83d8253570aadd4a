/** One step of a trajectory: drawn, and as tables. */
import { escaped } from '../../../figure/escaped.ts';
import { drawing } from '../../trace/drawing.ts';
import { probeTables } from '../../trace/tables.ts';
import { type ProbeTable, type TraceView, stepOf } from '../../trace/view.ts';
import { h } from './dom.ts';

export interface Moments {
  readonly graph: HTMLElement;
  readonly values: HTMLElement;
  readonly show: (step: number) => void;
}

/** Of something with a name; `marks` stand before the tables instead of the trajectory's own, such as with other cells marked. */
export function moments(
  name: string,
  view: TraceView,
  marks: readonly (readonly ProbeTable[])[] = view.steps,
): Moments {
  const { trajectory } = view;
  const { length, nodes, hints } = trajectory;
  const { width, height, background, moment, legend } = drawing(trajectory);
  const keys = legend.map((key) => `<span style="--of: ${key.colour}">${escaped(key.name)}</span>`);
  const graph = h('div', { class: 'graph' });
  const values = h('div', {
    class: 'values scroll',
    tabindex: 0,
    role: 'region',
    'aria-label': `values of ${name}`,
  });
  return {
    graph,
    values,
    show(step) {
      graph.innerHTML =
        `<svg class="drawing" role="img" aria-label="step ${step + 1} of ${length}" viewBox="0 0 ${width} ${height}" ` +
        `width="${width}" height="${height}">${background}${moment(stepOf(hints, step))}</svg>` +
        `<p class="legend pointers">${keys.join(' ')}</p>`;
      values.innerHTML =
        `<h3>Hints at step ${step + 1}</h3>${probeTables(marks[step], nodes)}` +
        (step === length - 1 ? `<h3>Output</h3>${probeTables(view.outputs, nodes)}` : '') +
        `<h3>Input</h3>${probeTables(view.inputs, nodes)}`;
    },
  };
}
