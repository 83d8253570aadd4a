/** How bits become numbers: as in NumPy's legacy generator. */
import { type BitSource, mt19937 } from './mt19937.ts';

/**
 * The draws of NumPy's legacy `RandomState` that the CLRS samplers use, in NumPy's own arithmetic, so that the same
 * 32-bit stream gives the same numbers to the last digit.
 */
export class RandomState {
  readonly #next: BitSource;

  constructor(next: BitSource) {
    this.#next = next;
  }

  /** The generator that `numpy.random.RandomState(seed)` gives. Throws for a seed that NumPy refuses. */
  static seeded(seed: number): RandomState {
    if (seed >>> 0 !== seed) throw new RangeError(`A seed is an integer in 0..4294967295, got ${seed}.`);
    return new RandomState(mt19937(seed));
  }

  /** Uniform in [0, 1) with 53 random bits. */
  double(): number {
    const high = this.#next() >>> 5;
    const low = this.#next() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** Uniform in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.double();
  }

  /** `count` uniforms in [low, high). */
  uniforms(count: number, low = 0, high = 1): Float64Array {
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = this.uniform(low, high);
    return values;
  }

  /** Uniform integer in 0..limit-1, by masked rejection; `limit` = 1 draws nothing. */
  integer(limit: number): number {
    const maximum = limit - 1;
    if (maximum === 0) return 0;
    if (!(maximum > 0)) throw new RangeError(`There is nothing to draw from: ${limit} possibilities.`);
    const mask = 0xffffffff >>> Math.clz32(maximum);
    let value = (this.#next() & mask) >>> 0;
    while (value > maximum) value = (this.#next() & mask) >>> 0;
    return value;
  }

  /** `count` uniform integers in 0..limit-1. */
  integers(count: number, limit: number): Int32Array {
    const values = new Int32Array(count);
    for (let i = 0; i < count; i++) values[i] = this.integer(limit);
    return values;
  }

  /** 1 with probability `p`, else 0: NumPy's `binomial(1, p)` by inversion. */
  bernoulli(p: number): number {
    return this.bernoullis(1, p)[0];
  }

  /** `count` zeros and ones, each 1 with probability `p`. */
  bernoullis(count: number, p: number): Float64Array {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`A probability is between 0 and 1, got ${p}.`);
    const values = new Float64Array(count);
    const rarer = Math.min(p, 1 - p);
    // NumPy computes (1 - p)^1 as exp(1 * log(1 - p)), which is not always 1 - p, and p from it; draws above the sum of
    // both are repeated. It draws for coins that are certain, too.
    const zero = Math.exp(Math.log(1 - rarer));
    const one = (rarer * zero) / (1 - rarer);
    for (let i = 0; i < count; i++) {
      let u = this.double();
      while (u - zero > one) u = this.double();
      values[i] = Number(u > zero); // no branch to mispredict
    }
    if (p > 0.5) for (let i = 0; i < count; i++) values[i] = 1 - values[i];
    return values;
  }

  /** A uniformly random order of 0..count-1 (Fisher-Yates from the end). */
  permutation(count: number): Int32Array {
    const order = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i >= 1; i--) {
      const j = this.integer(i + 1);
      const kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /** One element of a tuple; a single element draws nothing. */
  choice<T>(items: readonly T[]): T {
    return items[this.integer(items.length)];
  }
}
