/** Cosines and sines of the angles by which positions turn: computed when a position is first met, then looked up. */

/** Positions from here on are not kept: they are computed every time. */
const LIMIT = 1 << 16;

/** What is known of positions below a power of two, [positions, pairs]. */
export class AngleTable {
  readonly #frequencies: readonly number[];
  #known = new Uint8Array(0);
  #cosines = new Float32Array(0);
  #sines = new Float32Array(0);

  /** Pair i turns by frequency i, in radians, for every position. */
  constructor(frequencies: readonly number[]) {
    this.#frequencies = frequencies;
  }

  /** Writes the cosines and sines of T positions, [T, pairs] each. */
  read(
    positions: ArrayLike<number>,
    to: { readonly cosines: Float32Array; readonly sines: Float32Array },
  ): void {
    const pairs = this.#frequencies.length;
    for (let token = 0; token < positions.length; token++) {
      const position = positions[token];
      const start = token * pairs;
      if (!(position >= 0 && position < LIMIT)) {
        this.#compute(position, to.cosines, to.sines, start);
        continue;
      }
      const from = this.#rowOf(position);
      for (let pair = 0; pair < pairs; pair++) {
        to.cosines[start + pair] = this.#cosines[from + pair];
        to.sines[start + pair] = this.#sines[from + pair];
      }
    }
  }

  /** Where a position has its row, which is there afterwards. */
  #rowOf(position: number): number {
    if (position >= this.#known.length) this.#grow(2 ** Math.ceil(Math.log2(position + 1)));
    const from = position * this.#frequencies.length;
    if (this.#known[position] === 0) {
      this.#compute(position, this.#cosines, this.#sines, from);
      this.#known[position] = 1;
    }
    return from;
  }

  #compute(position: number, cosines: Float32Array, sines: Float32Array, start: number): void {
    this.#frequencies.forEach((frequency, pair) => {
      cosines[start + pair] = Math.cos(position * frequency);
      sines[start + pair] = Math.sin(position * frequency);
    });
  }

  #grow(positions: number): void {
    const pairs = this.#frequencies.length;
    const [known, cosines, sines] = [this.#known, this.#cosines, this.#sines];
    this.#known = new Uint8Array(positions);
    this.#cosines = new Float32Array(positions * pairs);
    this.#sines = new Float32Array(positions * pairs);
    this.#known.set(known);
    this.#cosines.set(cosines);
    this.#sines.set(sines);
  }
}
