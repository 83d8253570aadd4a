/** Rotary position embedding. */
import * as tf from '@tensorflow/tfjs';
import type { Angles } from '../kernels.ts';
import { fused } from '../registry.ts';
import { AngleTable } from './angle-table.ts';
import { readNumbers } from './repeated.ts';

/** How much of a head is rotated, and how fast. */
export interface RotaryOptions {
  /** Share of the head's dimensions that are rotated, in (0, 1]. */
  readonly share: number;
  /** Pair i of r rotated dimensions turns by base^(-2i/r) radians per position. */
  readonly base: number;
  /** Positions are divided by it before anything is turned (linear scaling, arXiv 2306.15595); default 1. */
  readonly factor?: number | undefined;
}

/**
 * Rotary position embedding of x [B, T, heads, d] at positions [B, T] (int32): dimension i < r/2 is paired with r/2 + i,
 * as in GPT-NeoX, where r = share * d; dimensions from r on pass unchanged.
 */
export function rotary(x: tf.Tensor4D, positions: tf.Tensor2D, options: RotaryOptions): tf.Tensor4D {
  return rotate(x, rotaryAngles(positions, x.shape[3], options));
}

/** The angles by which {@link rotary} turns heads of `width` numbers at positions [B, T] (int32). */
export function rotaryAngles(positions: tf.Tensor2D, width: number, options: RotaryOptions): Angles {
  return anglesAt(positions, pairsOf(width, options.share), options);
}

/** Turns the pairs of x [B, T, heads, d] by angles of [B, T]. */
export const rotate = fused('rotate', composedRotate);

/** The specification of `rotate`, in plain tfjs ops. */
export function composedRotate(x: tf.Tensor4D, { pairs, cosines, sines }: Angles): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, tokens, , width] = x.shape;
    const cosine = tf.tensor4d(cosines, [batch, tokens, 1, pairs]);
    const sine = tf.tensor4d(sines, [batch, tokens, 1, pairs]);
    const [first, second, rest] = tf.split(x, [pairs, pairs, width - 2 * pairs], 3) as [
      tf.Tensor4D,
      tf.Tensor4D,
      tf.Tensor4D,
    ];
    const turnedFirst = tf.sub<tf.Tensor4D>(tf.mul(first, cosine), tf.mul(second, sine));
    const turnedSecond = tf.add<tf.Tensor4D>(tf.mul(second, cosine), tf.mul(first, sine));
    return tf.concat(width > 2 * pairs ? [turnedFirst, turnedSecond, rest] : [turnedFirst, turnedSecond], 3);
  });
}

function pairsOf(width: number, share: number): number {
  const pairs = Math.floor((share * width) / 2);
  if (!(share > 0 && share <= 1) || pairs < 1) {
    throw new Error(`Rotary share must be in (0, 1] and cover at least one pair of ${width}, not ${share}.`);
  }
  return pairs;
}

/** Every layer asks for the same angles: they are kept as long as the positions tensor is. */
const remembered = new WeakMap<tf.Tensor, Map<string, Angles>>();

/** Batches meet the same positions again and again. */
const tables = new Map<string, AngleTable>();

function anglesAt(positions: tf.Tensor2D, pairs: number, { base, factor = 1 }: RotaryOptions): Angles {
  const known = remembered.get(positions) ?? new Map<string, Angles>();
  const key = `${pairs} ${base} ${factor}`;
  const angles = known.get(key) ?? lookedUp(positions, pairs, tableOf(key, pairs, base, factor));
  // A variable may be given new positions later.
  if (!(positions instanceof tf.Variable)) remembered.set(positions, known.set(key, angles));
  return angles;
}

function tableOf(key: string, pairs: number, base: number, factor: number): AngleTable {
  const frequencies = () => Array.from({ length: pairs }, (_, pair) => base ** (-pair / pairs) / factor);
  const table = tables.get(key) ?? new AngleTable(frequencies());
  tables.set(key, table);
  return table;
}

function lookedUp(positions: tf.Tensor2D, pairs: number, table: AngleTable): Angles {
  const size = positions.size * pairs;
  const angles = { pairs, cosines: new Float32Array(size), sines: new Float32Array(size) };
  readNumbers(positions, (numbers) => table.read(numbers, angles));
  return angles;
}
