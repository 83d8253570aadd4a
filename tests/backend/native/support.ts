import * as tf from '@tensorflow/tfjs';
import { type Key, keyed } from '../../../lib/random/index.ts';
import { findEngine } from '../../../lib/backend/index.ts';
import { type Addon, loadAddon } from '../../../lib/backend/native/addon.ts';

/** The addon; the tests of the native engine need it. */
export function requireAddon(): Addon {
  const result = loadAddon();
  if ('problem' in result) throw new Error(result.problem);
  return result.addon;
}

/** Makes both backends ready, the native one current. */
export async function activateBoth(): Promise<void> {
  for (const name of ['cpu', 'native'] as const) {
    const engine = await findEngine(name);
    if ('problem' in engine) throw new Error(engine.problem);
    await engine.activate();
  }
}

/** A tensor as plain data, so that it can be made on any backend. */
export interface Values {
  readonly shape: number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly data: number[];
}

/** The engines that tests hold to each other; the last three must have been made current once. */
export type BackendName = 'cpu' | 'native' | 'tensorflow' | 'wasm' | 'webgpu';

/** Runs `body` on a backend with tensors made from `inputs`; gives back its results as plain data. */
export function onBackend(
  name: BackendName,
  inputs: readonly Values[],
  body: (...tensors: tf.Tensor[]) => tf.Tensor | tf.Tensor[],
): Values[] {
  return withBackend(name, () => {
    let values: Values[] = [];
    tf.tidy(() => {
      const tensors = inputs.map((input) => tf.tensor(input.data, input.shape, input.dtype));
      const results = body(...tensors);
      values = (Array.isArray(results) ? results : [results]).map(valuesOf);
    });
    return values;
  });
}

/** Runs `body` with another current backend. */
export function withBackend<T>(name: string, body: () => T): T {
  const before = tf.getBackend();
  void tf.setBackend(name);
  try {
    return body();
  } finally {
    void tf.setBackend(before);
  }
}

export function valuesOf(tensor: tf.Tensor): Values {
  return { shape: tensor.shape, dtype: tensor.dtype as Values['dtype'], data: Array.from(tensor.dataSync()) };
}

/** Seeded source of the numbers of one test. */
export class Numbers {
  readonly #random: ReturnType<typeof keyed>;

  constructor(key: Key) {
    this.#random = keyed(key, 'numbers');
  }

  /** In [low, high). */
  uniform(low: number, high: number): number {
    return this.#random.uniform(low, high);
  }

  integer(low: number, high: number): number {
    return Math.floor(this.uniform(low, high));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length)];
  }

  /** Numbers of about unit size; `special` mixes in NaN, infinities and zeros. */
  floats(shape: number[], special = false): Values {
    const odd = [NaN, Infinity, -Infinity, 0, -0, 1e-30];
    const one = (): number => {
      return special && this.uniform(0, 1) < 0.1 ? this.pick(odd) : Math.fround(this.uniform(-2, 2));
    };
    return { shape, dtype: 'float32', data: Array.from({ length: tf.util.sizeFromShape(shape) }, one) };
  }

  integers(shape: number[], low: number, high: number): Values {
    const data = Array.from({ length: tf.util.sizeFromShape(shape) }, () => this.integer(low, high));
    return { shape, dtype: 'int32', data };
  }

  bools(shape: number[]): Values {
    return { ...this.integers(shape, 0, 2), dtype: 'bool' };
  }

  /** The numbers below `count` in any order. */
  shuffled(count: number): number[] {
    const order = Array.from({ length: count }, (_, index) => index);
    for (let index = count - 1; index > 0; index--) {
      const other = this.integer(0, index + 1);
      [order[index], order[other]] = [order[other], order[index]];
    }
    return order;
  }

  /** A shape of the given rank; odd sizes, ones and, rarely, zeros. */
  shape(rank: number): number[] {
    return Array.from({ length: rank }, () =>
      this.pick([1, 2, 3, 3, 5, 7, this.uniform(0, 1) < 0.1 ? 0 : 4]),
    );
  }
}
