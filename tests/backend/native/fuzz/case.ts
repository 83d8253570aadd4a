/** What one call of the differential fuzz is, and the inputs that all of them draw. */
import type * as tf from '@tensorflow/tfjs';
import { type Numbers, type Values } from '../support.ts';

/** Inputs as plain data, and what is done with them. */
export interface Case {
  readonly inputs: readonly Values[];
  readonly run: (...tensors: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
  /** Whether its gradient is compared as well: where it is smooth enough, and tfjs has one. */
  readonly smooth?: boolean;
}

export type MakeCase = (numbers: Numbers) => Case;

/** By a name, which is that of the operation. */
export type Cases = Readonly<Record<string, MakeCase>>;

/** Operations that are drawn alike, in this order. `suffix` is what their names end with here. */
export function byName<Name extends string>(
  names: readonly Name[],
  make: (name: Name) => MakeCase,
  suffix = '',
): Cases {
  return Object.fromEntries(names.map((name) => [`${name}${suffix}`, make(name)]));
}

/** Two shapes that broadcast to one of rank 0 to 5. */
export function broadcastShapes(numbers: Numbers): [number[], number[]] {
  const shape = numbers.shape(numbers.integer(0, 6));
  const one = () => shape.map((length) => (numbers.uniform(0, 1) < 0.3 ? 1 : length));
  const shapes: [number[], number[]] = [one(), one().slice(numbers.integer(0, 4))];
  return numbers.uniform(0, 1) < 0.5 ? shapes : [shapes[1], shapes[0]];
}

/** A shape that broadcasts to this one, of at most its rank. */
export function narrower(numbers: Numbers, shape: readonly number[]): number[] {
  return shape
    .map((length) => (numbers.uniform(0, 1) < 0.5 ? 1 : length))
    .slice(numbers.integer(0, shape.length + 1));
}

/** Any dtype, and now and then NaN and infinities. */
export function anyValues(numbers: Numbers, shape: number[]): Values {
  const kind = numbers.integer(0, 4);
  if (kind === 0) return numbers.integers(shape, -9, 9);
  if (kind === 1) return numbers.bools(shape);
  return numbers.floats(shape, kind === 2);
}

/** No axis of length 0. */
export const filledShape = (numbers: Numbers, rank: number): number[] =>
  numbers.shape(rank).map((length) => Math.max(length, 1));

export const someAxes = (numbers: Numbers, rank: number): number[] =>
  Array.from({ length: rank }, (_, axis) => axis).filter(() => numbers.uniform(0, 1) < 0.5);

export const maybe = (numbers: Numbers): boolean => numbers.uniform(0, 1) < 0.5;
