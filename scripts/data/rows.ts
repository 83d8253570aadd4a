/** Samples as rows for other tools: trajectories as nested lists, texts with the columns of the public data sets. */
import { type Feature, type Features, type Trajectory, formatSample } from '../../lib/dataset/index.ts';

/** The columns of CLRS-Text as it is published; `length` is the problem size. */
export interface TextRow {
  readonly text: string;
  readonly question: string;
  readonly answer: string;
  readonly algo_name: string;
  readonly length: number;
  readonly use_hints: boolean;
}

export function textRow(trajectory: Trajectory, size: number, hints: boolean): TextRow {
  const { question, answer } = formatSample(trajectory, { hints });
  const name = trajectory.algorithm;
  return { text: question + answer, question, answer, algo_name: name, length: size, use_hints: hints };
}

/** All probes of a trajectory by name, hints with time first, or none of them. */
export function trajectoryRow(trajectory: Trajectory, size: number, hints: boolean): object {
  const { algorithm, nodes, length, inputs, outputs } = trajectory;
  const row = { algorithm, size, nodes, length, inputs: nestedAll(inputs), outputs: nestedAll(outputs) };
  return hints ? { ...row, hints: nestedAll(trajectory.hints) } : row;
}

function nestedAll(features: Features): Record<string, unknown> {
  return Object.fromEntries(Object.entries(features).map(([name, feature]) => [name, nested(feature)]));
}

/** A feature's numbers as lists in lists of its shape. */
function nested({ data, shape }: Feature): unknown {
  let values: unknown[] = [...data];
  for (const size of shape.slice(1).reverse()) {
    const lists: unknown[] = [];
    for (let start = 0; start < values.length; start += size) lists.push(values.slice(start, start + size));
    values = lists;
  }
  return shape.length === 0 ? values[0] : values;
}
