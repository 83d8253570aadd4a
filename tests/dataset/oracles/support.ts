import fc from 'fast-check';
import {
  type AlgorithmName,
  type Arguments,
  type SamplerOptions,
  type Trajectory,
  algorithm,
  drawArguments,
} from '../../../lib/dataset/index.ts';
import { keyed } from '../../../lib/random/index.ts';

/** A problem and the trajectory that solves it. */
export interface Solved {
  readonly args: Arguments;
  readonly trajectory: Trajectory;
}

export function solve(name: AlgorithmName, args: Arguments): Solved {
  return { args, trajectory: algorithm(name).trace(args) };
}

/** Problems from an algorithm's sampler, at sizes between its smallest and 20. */
export function sampled(name: AlgorithmName, options: SamplerOptions = {}): fc.Arbitrary<Solved> {
  const record = algorithm(name);
  const size = fc.integer({ min: record.minimumSize, max: 20 });
  return fc
    .tuple(size, fc.nat(1_000_000))
    .map(([n, seed]) => solve(name, drawArguments(record, keyed('oracle', seed), n, options)));
}

/** Keys with many ties, as the argument `A`. */
export const tiedKeys = fc
  .array(fc.integer({ min: -4, max: 4 }), { minLength: 2, maxLength: 16 })
  .map((keys) => ({ A: Float64Array.from(keys, (key) => key / 2) }));

/** An output as plain numbers. */
export function output({ trajectory }: Solved, name: string): number[] {
  return [...trajectory.outputs[name].data];
}

/** Where the 1 of a one-hot output is. */
export function chosen(solved: Solved, name: string): number {
  return output(solved, name).indexOf(1);
}

/** The rows of a flat n x n matrix. */
export function rowsOf(matrix: ArrayLike<number>): number[][] {
  const flat = Array.from(matrix);
  const n = Math.sqrt(flat.length);
  return Array.from({ length: n }, (_, i) => flat.slice(i * n, (i + 1) * n));
}

export const range = (n: number) => Array.from({ length: n }, (_, i) => i);
