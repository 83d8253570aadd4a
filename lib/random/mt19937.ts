/** The bits of NumPy's legacy generator. */

/** A source of uniform 32-bit unsigned integers. */
export type BitSource = () => number;

const stateSize = 624;
const shiftSize = 397;

/** The Mersenne Twister MT19937, seeded as NumPy's `RandomState(seed)` is (`init_genrand`). */
export function mt19937(seed: number): BitSource {
  const state = new Uint32Array(stateSize);
  state[0] = seed >>> 0;
  for (let i = 1; i < stateSize; i++) {
    const previous = state[i - 1] ^ (state[i - 1] >>> 30);
    state[i] = (Math.imul(previous, 1812433253) + i) >>> 0;
  }
  let position = stateSize;

  return () => {
    if (position === stateSize) {
      twist(state);
      position = 0;
    }
    let y = state[position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  };
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < stateSize; i++) {
    const mixed = (state[i] & 0x80000000) | (state[(i + 1) % stateSize] & 0x7fffffff);
    const odd = mixed & 1 ? 0x9908b0df : 0;
    state[i] = state[(i + shiftSize) % stateSize] ^ (mixed >>> 1) ^ odd;
  }
}
