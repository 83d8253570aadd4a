/** Whether an answer solves its problem, where that need not be the answer that the algorithm gives. */
import type { Algorithm, Arguments, CompactValues } from './algorithm.ts';
import type { ProbeSpec } from './spec.ts';
import type { Feature, Features } from './trajectory.ts';

/** A problem, and the outputs of its algorithm. */
export interface SolvedProblem {
  readonly record: Pick<Algorithm, 'cost' | 'spec'>;
  readonly arguments: Arguments;
  readonly nodes: number;
  /** Compact, as the algorithm reports them; -1 where nothing is scored. */
  readonly outputs: CompactValues;
}

/** Sums of equal costs differ in their last digits by the order of addition: this share of a cost is no difference. */
const rounding = 1e-9;

/**
 * Whether outputs, compact as those of the algorithm, are a solution that costs no more than its own; where only one
 * answer is right, whether they are that one. What is not scored in the truth is not looked at.
 */
export function isSolution(
  { record: { cost, spec }, arguments: args, nodes, outputs: truth }: SolvedProblem,
  outputs: CompactValues,
): boolean {
  const everywhere = (holds: (probe: ProbeSpec, value: number, expected: number) => boolean) =>
    Object.entries(truth).every(([name, expected]) => {
      const [values, wanted] = [numbersOf(outputs[name]), numbersOf(expected)];
      if (values.length !== wanted.length) return false;
      return wanted.every((each, i) => each === -1 || holds(spec[name], values[i], each));
    });
  if (!cost) return everywhere((_, value, expected) => value === expected);
  if (!everywhere((probe, value) => isInRange(probe, value, nodes))) return false;
  const found = cost(args, outputs);
  const least = cost(args, truth);
  if (!found || !least) return found !== undefined;
  return Array.from(found).every(
    (value, i) => value - least[i] <= rounding * Math.abs(least[i]) || value === least[i],
  );
}

const numbersOf = (value: number | ArrayLike<number> | undefined): number[] =>
  value === undefined ? [] : typeof value === 'number' ? [value] : Array.from(value);

function isInRange({ type, classes }: ProbeSpec, value: number, nodes: number): boolean {
  if (type === 'scalar') return Number.isFinite(value);
  const limit = type === 'mask' ? 2 : type === 'categorical' ? classes : nodes;
  return Number.isInteger(value) && value >= 0 && value < limit;
}

/**
 * The values of sample `index` of batched features [B, ...] in compact form, for `nodes` real nodes of each sample: one-hot
 * rows become indices. Masks are 1 above a half. Permutations have to be fused into pointers before.
 */
export function compactValues(features: Features, index: number, nodes: number): CompactValues {
  return Object.fromEntries(
    Object.entries(features).map(([name, feature]) => {
      const [size, ...shape] = feature.shape;
      const width = feature.data.length / size;
      const row = feature.data.subarray(index * width, (index + 1) * width);
      return [name, compact(feature, row, shape[0] ?? 1, nodes)];
    }),
  );
}

function compact(
  { location, type, classes }: Feature,
  row: Float64Array,
  stride: number,
  nodes: number,
): number | Float64Array {
  const valueAt = (item: number) => {
    if (type !== 'categorical') return row[item];
    const choice = row.subarray(item * classes, (item + 1) * classes);
    return choice.includes(-1) ? -1 : choice.indexOf(Math.max(...choice));
  };
  if (location === 'graph') return valueAt(0);
  const own = row.subarray(0, nodes);
  if (type === 'mask_one') return own.indexOf(Math.max(...own));
  if (location === 'node') return Float64Array.from(own, (_, node) => valueAt(node));
  return Float64Array.from({ length: nodes ** 2 }, (_, cell) =>
    valueAt(Math.trunc(cell / nodes) * stride + (cell % nodes)),
  );
}
