/** Which generator a key names: training's source of randomness. */
import type { BitSource } from './mt19937.ts';
import { RandomState } from './random-state.ts';

/** What names a generator: numbers and words, in order. */
export type Key = number | string;

/**
 * A generator that is a pure function of its keys: `keyed(seed, 'bfs', 12, 7)` is the same everywhere and always, and
 * unrelated to `keyed(seed, 'bfs', 12, 8)`. Training draws everything through such generators, so any worker can make
 * any part and a resumed run needs no generator state. Bits are xoshiro128** on a hash of the keys.
 */
export function keyed(...keys: Key[]): RandomState {
  return new RandomState(xoshiro128(hashKeys(keys)));
}

const double = new Float64Array(1);
const doubleBits = new Uint32Array(double.buffer);

function hashKeys(keys: readonly Key[]): Uint32Array {
  const state = Uint32Array.of(0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef);
  const absorb = (word: number) => {
    for (let lane = 0; lane < 4; lane++) {
      state[lane] = mix(state[lane] ^ Math.imul(word + lane + 1, 0x85ebca6b) ^ state[(lane + 3) % 4]);
    }
  };
  for (const key of keys) {
    if (typeof key === 'string') {
      absorb(key.length | 0x40000000);
      for (let i = 0; i < key.length; i++) absorb(key.charCodeAt(i));
    } else {
      double[0] = key;
      absorb(doubleBits[0]);
      absorb(doubleBits[1]);
    }
  }
  return state;
}

/** The finaliser of MurmurHash3: every input bit changes every output bit about half of the time. */
function mix(word: number): number {
  word ^= word >>> 16;
  word = Math.imul(word, 0x85ebca6b);
  word ^= word >>> 13;
  word = Math.imul(word, 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}

function xoshiro128(seed: Uint32Array): BitSource {
  let [a, b, c, d] = seed;
  const rotate = (x: number, k: number) => (x << k) | (x >>> (32 - k));
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return result;
  };
}
