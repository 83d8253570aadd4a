import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Solved, chosen, output, range, rowsOf, sampled, solve } from './support.ts';

test('lcs_length walks along a longest common subsequence', () => {
  fc.assert(
    fc.property(sampled('lcs_length'), (solved) => {
      const [x, y] = [[...(solved.args['x'] as Int32Array)], [...(solved.args['y'] as Int32Array)]];
      expect(walkedLength(solved, x, y)).toBe(longestCommon(x, y));
    }),
  );
});

const [diagonal, up] = [0, 1];

/** Steps the arrows b from the last corner and counts the matches. */
function walkedLength(solved: Solved, x: number[], y: number[]): number {
  const [n, classes] = [x.length + y.length, 4];
  const b = output(solved, 'b');
  const arrow = (i: number, j: number) => {
    const cell = (i * n + x.length + j) * classes;
    return b.slice(cell, cell + classes).indexOf(1);
  };
  let [i, j, length] = [x.length - 1, y.length - 1, 0];
  while (i >= 0 && j >= 0) {
    const direction = arrow(i, j);
    if (direction === diagonal) {
      expect(x[i]).toBe(y[j]);
      length += 1;
    }
    // A match with a border has nothing before it.
    [i, j] = direction === diagonal ? [i - 1, j - 1] : direction === up ? [i - 1, j] : [i, j - 1];
  }
  return length;
}

/** By trying all subsequences of the shorter string, longest first. */
function longestCommon(x: number[], y: number[]): number {
  const [short, long] = x.length < y.length ? [x, y] : [y, x];
  let best = 0;
  for (let subset = 0; subset < 2 ** short.length; subset++) {
    const word = short.filter((_, i) => (subset >> i) & 1);
    if (word.length > best && isSubsequence(word, long)) best = word.length;
  }
  return best;
}

function isSubsequence(word: number[], text: number[]): boolean {
  let matched = 0;
  for (const character of text) if (character === word[matched]) matched += 1;
  return matched === word.length;
}

test('matrix_chain_order splits every chain where it is cheapest', () => {
  fc.assert(
    fc.property(sampled('matrix_chain_order'), (solved) => {
      const p = [...(solved.args['p'] as Float64Array)];
      const s = rowsOf(output(solved, 's'));
      const cheapest = memoized((i, j) => {
        return Math.min(...range(j - i).map((k) => costOfSplit(i, i + k, j, cheapest)));
      });
      const costOfSplit = (i: number, k: number, j: number, cost: (i: number, j: number) => number) =>
        cost(i, k) + cost(k + 1, j) + p[i - 1] * p[k] * p[j];
      for (const i of range(p.length).slice(1)) {
        for (let j = i + 1; j < p.length; j++) {
          expect(costOfSplit(i, s[i][j], j, cheapest)).toBeCloseTo(cheapest(i, j), 12);
        }
      }
    }),
  );
});

/** A cost of intervals that is 0 for single elements. */
function memoized(cost: (i: number, j: number) => number): (i: number, j: number) => number {
  const known = new Map<string, number>();
  return (i, j) => {
    if (i >= j) return 0;
    const key = `${i},${j}`;
    const value = known.get(key) ?? cost(i, j);
    known.set(key, value);
    return value;
  };
}

test('optimal_bst has the cheapest root of every range of keys', () => {
  fc.assert(
    fc.property(sampled('optimal_bst'), (solved) => {
      const { p, q } = solved.args as { p: Float64Array; q: Float64Array };
      const root = rowsOf(output(solved, 'root'));
      const weight = (i: number, j: number) =>
        q.slice(i, j + 1).reduce((a, b) => a + b, 0) + p.slice(i, j).reduce((a, b) => a + b, 0);
      const known = new Map<string, number>();
      /** Expected cost of the keys i..j-1. */
      const cost = (i: number, j: number): number => {
        if (i === j) return q[i];
        const key = `${i},${j}`;
        const value = known.get(key) ?? Math.min(...range(j - i).map((r) => costOfRoot(i, i + r, j)));
        known.set(key, value);
        return value;
      };
      const costOfRoot = (i: number, r: number, j: number) => cost(i, r) + cost(r + 1, j) + weight(i, j);
      for (const i of range(q.length)) {
        for (let j = i + 1; j < q.length; j++)
          expect(costOfRoot(i, root[i][j], j)).toBeCloseTo(cost(i, j), 12);
      }
    }),
  );
});

const matchers = ['naive_string_matcher', 'kmp_matcher'] as const;

test.each(matchers)('%s finds the first occurrence', (name) => {
  const string = (minLength: number, maxLength: number) =>
    fc.array(fc.nat(1), { minLength, maxLength }).map((characters) => Int32Array.from(characters));
  const anyStrings = fc.tuple(string(6, 16), string(1, 6)).map(([T, P]) => solve(name, { T, P }));
  fc.assert(
    fc.property(fc.oneof(sampled(name), anyStrings), (solved) => {
      const { T, P } = solved.args as { T: Int32Array; P: Int32Array };
      const found = T.join('').indexOf(P.join(''));
      expect(chosen(solved, 'match')).toBe(found < 0 ? T.length : found);
    }),
  );
});
