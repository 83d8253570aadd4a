/** A trajectory as tables to look at: what every probe says, step by step, and what has changed since the step before. */
import type { Feature, Features, Trajectory } from '../../dataset/index.ts';
import { shortNumber } from './shapes.ts';

export interface ProbeCell {
  readonly text: string;
  /** Differs from the step before; never so in inputs, outputs and the first step. */
  readonly changed: boolean;
}

/** One probe at one moment: a single cell, a row over the nodes, or n rows of n. */
export interface ProbeTable {
  readonly name: string;
  readonly location: Feature['location'];
  readonly rows: readonly (readonly ProbeCell[])[];
}

export interface TraceView {
  readonly trajectory: Trajectory;
  readonly inputs: readonly ProbeTable[];
  readonly steps: readonly (readonly ProbeTable[])[];
  readonly outputs: readonly ProbeTable[];
}

export function traceView(trajectory: Trajectory): TraceView {
  const { inputs, outputs, hints, length } = trajectory;
  return {
    trajectory,
    inputs: tablesOf(inputs),
    steps: Array.from({ length }, (_, t) =>
      tablesOf(stepOf(hints, t), t > 0 ? stepOf(hints, t - 1) : undefined),
    ),
    outputs: tablesOf(outputs),
  };
}

/** The hints of one time step, in the shapes of a single moment. */
export function stepOf(hints: Features, step: number): Features {
  const slices = Object.entries(hints).map(([name, hint]): [string, Feature] => {
    const [steps, ...shape] = hint.shape;
    const width = hint.data.length / steps;
    return [name, { ...hint, shape, data: hint.data.subarray(step * width, (step + 1) * width) }];
  });
  return Object.fromEntries(slices);
}

function tablesOf(features: Features, before?: Features): ProbeTable[] {
  return Object.values(features).map((feature) => {
    const { name, location, shape } = feature;
    const texts = cellTexts(feature);
    const previous = before ? cellTexts(before[name]) : texts;
    const cells = texts.map((text, i) => ({ text, changed: text !== previous[i] }));
    const width = location === 'graph' ? 1 : shape[0];
    const rows = Array.from({ length: cells.length / width }, (_, row) =>
      cells.slice(row * width, (row + 1) * width),
    );
    return { name, location, rows };
  });
}

/** What each item says: a number, a class, the node it points to, or a mark where a mask is set. */
function cellTexts({ type, classes, data }: Feature): string[] {
  switch (type) {
    case 'scalar':
      return Array.from(data, shortNumber);
    case 'mask_one':
      return Array.from(data, (bit) => (bit === 1 ? '▲' : ''));
    case 'mask':
      return Array.from(data, (bit) => (bit === 1 ? '1' : bit === 0 ? '·' : ''));
    case 'categorical':
      return Array.from({ length: data.length / classes }, (_, item) => {
        const row = data.subarray(item * classes, (item + 1) * classes);
        return row.includes(1) ? String(row.indexOf(1)) : '';
      });
    default:
      return Array.from(data, String);
  }
}
