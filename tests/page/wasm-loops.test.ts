/** The page's loops as their source compiles now, held to float64; and the module that is committed, which is the same. */
import { describe, expect, it, test } from 'vitest';
import { linkLoops } from '../../lib/page/live/worker/loops.ts';
import { loopsModule } from '../../lib/page/live/worker/loops-module.ts';
import { Numbers } from '../backend/native/support.ts';
import { expectClose } from '../support/close.ts';
import { compiledLoops } from '../support/compile-loops.ts';
import { gelu } from '../support/plain-math.ts';

const compiled = compiledLoops();
const { Memory } = (globalThis as unknown as { WebAssembly: MemoryMaker }).WebAssembly;
interface MemoryMaker {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
}

const memory = new Memory({ initial: 64 });
const loops = linkLoops(compiled, memory);
const all = new Float32Array(memory.buffer);
const numbers = new Numbers('loops');
const random = (count: number) => numbers.floats([count]).data;
const [close, guard] = [{ relative: 2e-6, absolute: 2e-6 }, 12345];
let used = 16;

/** Where these numbers lie from now on, before one that nobody must write over. */
function put(values: readonly number[]): number {
  const at = used;
  all.set([...values, guard], at);
  used = Math.ceil((at + values.length + 1) / 4) * 4;
  return 4 * at;
}
const room = (count: number) => put(Array.from({ length: count }, () => NaN));

/** What a loop writes to `count` numbers; it begins with memory that is empty. */
function written(count: number, act: (to: number) => void, values?: readonly number[]): number[] {
  const to = values ? put(values) : room(count);
  act(to);
  const result = [...all.subarray(to / 4, to / 4 + count)];
  expect(all[to / 4 + count]).toBe(guard);
  used = 16;
  return result;
}
const rounded = (values: readonly number[]) => [...Float32Array.from(values)];
const lengths = [1, 3, 4, 5, 8, 11, 96];

describe('a map', () => {
  test.each(lengths)('of %i numbers is the product with its bias, row by row', (inputs) => {
    for (const outputs of lengths) {
      for (const [rows, biased] of [
        [1, true],
        [1, false],
        [3, true],
      ] as const) {
        const [x, weight, bias] = [rows * inputs, inputs * outputs, outputs].map(random).map(rounded);
        const expected = Array.from({ length: rows * outputs }, (_, i) => {
          const [row, column] = [Math.floor(i / outputs), i % outputs];
          const terms = weight
            .filter((_, at) => at % outputs === column)
            .map((w, at) => w * x[row * inputs + at]);
          return terms.reduce((sum, term) => sum + term, biased ? bias[column] : 0);
        });
        const actual = written(rows * outputs, (to) =>
          loops.map(to, put(x), put(weight), biased ? put(bias) : 0, rows, inputs, outputs),
        );
        expectClose(actual, expected, { relative: 1e-5, absolute: 1e-5 });
      }
    }
  });
});

describe('what is done number by number', () => {
  const table: Record<string, [act: (at: number, end: number) => void, of: (x: number) => number]> = {
    relu: [(at, end) => loops.relu(at, end), (x) => Math.max(x, 0)],
    square: [(at, end) => loops.square(at, end), (x) => x * x],
    gelu: [(at, end) => loops.gelu(at, end), gelu],
  };
  test.each(Object.keys(table))('%s', (name) => {
    const [act, of] = table[name];
    for (const length of lengths) {
      const values = rounded(random(length).map((value, i) => (value * (1 + (i % 7))) / 2));
      expectClose(
        written(length, (at) => act(at, at + 4 * length), values),
        values.map(of),
        close,
      );
    }
  });

  test.each(lengths)('joining and adding %i', (length) => {
    const [values, residual] = [random(length), random(length)].map(rounded);
    const joined = (gate: number) =>
      written(length, (at) => loops.join(at, at + 4 * length, put(residual), gate ? put([gate]) : 0), values);
    expectClose(
      joined(0.5),
      residual.map((value, i) => value + 0.5 * values[i]),
      close,
    );
    const sums = residual.map((value, i) => value + values[i]);
    expectClose(joined(0), sums, close);
    expectClose(
      written(length, (to) => loops.add(to, put(residual), put(values), 4 * length)),
      sums,
      close,
    );
    expect(written(length, (to) => loops.copy(to, put(values), 4 * length))).toEqual(values);
  });

  test.each(lengths)('norms of %i', (width) => {
    const [x, gain] = [random(2 * width), random(width)].map(rounded);
    const expected = x.map((value, i) => {
      const row = x.slice(i - (i % width), i - (i % width) + width);
      const squares = row.reduce((sum, each) => sum + each * each, 0);
      return (value / Math.sqrt(squares / width + 1e-3)) * gain[i % width];
    });
    expectClose(
      written(2 * width, (to) => loops.rmsNorm(to, put(x), put(gain), 2, width, 1e-3)),
      expected,
      { relative: 1e-5, absolute: 1e-5 },
    );
  });
});

interface Asked {
  readonly count: number;
  readonly heads: number;
  readonly width: number;
  /** What queries are multiplied by. */
  readonly by: number;
  readonly seen: (key: number) => boolean;
}

/** One query by the loops and by float64. */
function attended({ count, heads, width, by, seen }: Asked): [number[], number[]] {
  const row = heads * width;
  const [query, keys, values] = [row, count * row, count * row].map(random).map(rounded);
  const asked = query.map((value) => Math.fround(value * by));
  const mask = Array.from({ length: count }, (_, key) => Number(seen(key)));
  const expected = Array.from({ length: row }, (_, i) => {
    const head = i - (i % width);
    const scores = mask.map((visible, key) => {
      const dot = Array.from({ length: width }, (_, at) => asked[head + at] * keys[key * row + head + at]);
      return visible ? dot.reduce((sum, term) => sum + term, 0) / Math.sqrt(width) : -Infinity;
    });
    const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
    if (largest === -Infinity) return 0;
    const weights = scores.map((score) => Math.exp(score - largest));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.reduce((sum, weight, key) => sum + weight * values[key * row + i], 0) / total;
  });
  const places = mask.every((each) => each === 1) ? undefined : mask;
  const actual = written(row, (to) => {
    const scores = room(count + 3);
    const [q, k, v] = [asked, keys, values].map(put);
    loops.attend(to, q, k, v, scores, places ? put(places) : 0, count, heads, 4 * width);
    expect(all[scores / 4 + count + 3]).toBe(guard);
  });
  return [actual, expected];
}

describe('attention of one query', () => {
  const always = () => true;
  const sights = { all: always, some: (key: number) => key % 3 > 0, none: () => false };
  test.each(Object.keys(sights) as (keyof typeof sights)[])('over keys of which it sees %s', (sight) => {
    for (const count of [0, 1, 2, 3, 4, 5, 7, 30]) {
      for (const [heads, width] of [
        [1, 1],
        [2, 3],
        [2, 4],
        [3, 6],
        [4, 24],
      ] as const) {
        const [actual, expected] = attended({ count, heads, width, by: 1, seen: sights[sight] });
        expectClose(actual, expected, { relative: 1e-5, absolute: 1e-5 });
      }
    }
  });

  it('over a long text', () => {
    const [actual, expected] = attended({ count: 1001, heads: 4, width: 24, by: 1, seen: always });
    expectClose(actual, expected, { relative: 1e-5, absolute: 1e-5 });
  });

  test.each([1e-6, 300, 1e5, 1e30])('of scores that are %d times as large', (by) => {
    const [actual, expected] = attended({ count: 40, heads: 2, width: 4, by, seen: always });
    expectClose(actual, expected, { relative: 1e-3, absolute: 1e-3 });
  });

  it('weighs by exponentials with all digits of a float32 down to the smallest, and by 0 below', () => {
    const width = 64;
    const below = [0, 1e-8, 1e-4, 0.3, 0.34, 0.35, 1, 2, 10, 20.5, 50, 86.9, 88, 104, 1e4, 1e30];
    const scores = Array.from({ length: width }, (_, i) => below[i] ?? (87 * i) / width);
    const own = (key: number, at: number) => Number(key === at);
    const square = (of: (key: number, at: number) => number) =>
      Array.from({ length: width * width }, (_, i) => of(Math.floor(i / width), i % width));
    const keys = square((key, at) => (at === 0 ? Math.fround(-8 * scores[key]) : 0));
    const query = scores.map((_, at) => own(0, at));
    const weights = written(width, (to) =>
      loops.attend(to, put(query), put(keys), put(square(own)), room(width + 3), 0, width, 1, 4 * width),
    );
    const exact = scores.map((_, key) => Math.exp(keys[key * width] / 8));
    exact.forEach((value, i) => {
      const wanted = value < Math.exp(-87) ? 0 : value;
      expect(Math.abs(weights[i] / weights[0] - wanted), `exp(-${scores[i]})`).toBeLessThanOrEqual(
        4e-7 * wanted,
      );
    });
  });

  it('gives no number where one of the scores is none', () => {
    const keys = put([1, NaN, 1]);
    const [result] = written(1, (to) =>
      loops.attend(to, put([1]), keys, put([1, 2, 3]), room(6), 0, 3, 1, 4),
    );
    expect(result).toBeNaN();
  });
});

describe('the module', () => {
  const bytes = Buffer.from(loopsModule, 'base64');

  it('is what its source compiles to: after a change of it, npm run loops', () => {
    expect(bytes.equals(compiled)).toBe(true);
  });

  /** Sections by their numbers; before them stand a mark and a version, before each its number and length in groups of seven bits. */
  function sections(): Map<number, string> {
    const found = new Map<number, string>();
    for (let at = 8; at < bytes.length;) {
      const number = bytes[at++];
      let [length, shift] = [0, 0];
      do {
        length |= (bytes[at] & 127) << shift;
        shift += 7;
      } while (bytes[at++] & 128);
      found.set(number, bytes.toString('latin1', at, at + length));
      at += length;
    }
    return found;
  }

  it('brings no memory, no data and no variables, and imports the memory alone', () => {
    const [types, imports, functions, exports, code] = [1, 2, 3, 7, 10];
    const found = sections();
    expect([...found.keys()]).toEqual([types, imports, functions, exports, code]);
    // One: the memory, of any size.
    expect(found.get(imports)).toBe('\x01\x03env\x06memory\x02\x00\x00');
  });
});
