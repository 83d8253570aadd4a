/** Which algorithm an update learns: equal turns, and turns by what the last validation found to be lacking. */
import { describe, expect, test } from 'vitest';
import { override, presets } from '../../lib/experiment/index.ts';
import { quotas, sharesOf, turnsOf } from '../../lib/training/nar-turns.ts';

const experiment = override(presets.smoke.nar, [
  'seed=7',
  'algorithms=["minimum","bfs","insertion_sort","dfs"]',
  'data={"sizes":[4,6],"batch":3,"focus":0.75}',
  'validation={"every":80,"size":5,"samples":4}',
]);
const names = experiment.algorithms;
const scores = { minimum: 1, bfs: 0.9, insertion_sort: 0.7, dfs: 0.4 };
const turnsIn = (turns: ReturnType<typeof turnsOf>, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => turns.at(from + i));
const countsOf = (of: readonly { algorithm: string }[]) =>
  names.map((name) => of.filter(({ algorithm }) => algorithm === name).length);

describe('shares', () => {
  test('go by what is lacking, but for a part that is equal', () => {
    // Lacking 0, 0.1, 0.3 and 0.6 of 1.
    const shares = sharesOf(
      names.map((name) => scores[name as keyof typeof scores]),
      0.75,
    );
    [0.0625, 0.1375, 0.2875, 0.5125].forEach((share, i) => expect(shares[i]).toBeCloseTo(share, 12));
  });

  test('are equal where nothing is lacking', () => {
    for (const share of sharesOf([1, 1, 1, 1], 0.9)) expect(share).toBeCloseTo(0.25, 12);
  });

  test.each([
    [[0.5, 0.3, 0.2], 7, [4, 2, 1]],
    [[1 / 3, 1 / 3, 1 / 3], 4, [2, 1, 1]],
    [[0.25, 0.75], 8, [2, 6]],
  ])('%j of %i turns are %j', (shares, total, expected) => {
    expect(quotas(shares, total)).toEqual(expected);
  });
});

describe('turns with a focus', () => {
  test('are equal before the first validation, and then as its scores have it', () => {
    const turns = turnsOf(experiment);
    expect(countsOf(turnsIn(turns, 0, 80))).toEqual([20, 20, 20, 20]);
    turns.validated?.(scores, 80);
    expect(countsOf(turnsIn(turns, 80, 160))).toEqual([5, 11, 23, 41]);
    turns.validated?.({ ...scores, dfs: 1 }, 160);
    expect(countsOf(turnsIn(turns, 160, 240))).toEqual([5, 20, 50, 5]);
  });

  test('come in an order that is not that of the algorithms, and another one after each validation', () => {
    const turns = turnsOf(experiment);
    const first = turnsIn(turns, 0, 80).map(({ algorithm }) => algorithm);
    turns.validated?.({ minimum: 0, bfs: 0, insertion_sort: 0, dfs: 0 }, 80);
    const second = turnsIn(turns, 80, 160).map(({ algorithm }) => algorithm);
    expect([...first].sort()).toEqual([...second].sort());
    expect(first).not.toEqual(second);
    expect(new Set(first.slice(0, 20)).size).toBe(4);
    const other = turnsOf({ ...experiment, seed: 8 });
    expect(turnsIn(other, 0, 80).map(({ algorithm }) => algorithm)).not.toEqual(first);
  });

  test('go through the sizes in turn, and see no sample twice', () => {
    const turns = turnsOf(experiment);
    const all = turnsIn(turns, 0, 80);
    turns.validated?.(scores, 80);
    all.push(...turnsIn(turns, 80, 160));
    for (const name of names) {
      const own = all.filter(({ algorithm }) => algorithm === name);
      for (const part of [own.slice(0, 20), own.slice(20)]) {
        const small = part.filter(({ size }) => size === 4).length;
        expect(Math.abs(2 * small - part.length)).toBeLessThanOrEqual(1);
      }
      const samples = own.flatMap(({ size, first, count }) =>
        Array.from({ length: count }, (_, i) => `${size} ${first + i}`),
      );
      expect(new Set(samples).size).toBe(3 * own.length);
    }
    expect(all.every(({ seed, count }) => seed === 'nar train 7' && count === 3)).toBe(true);
  });

  test('follow from the last validation alone, and are not known before it', () => {
    const [whole, resumed] = [turnsOf(experiment), turnsOf(experiment)];
    whole.validated?.({ ...scores, bfs: 0 }, 80);
    expect([79, 80, 159, 160].map((update) => whole.isKnown(update))).toEqual([false, true, true, false]);
    whole.validated?.(scores, 160);
    resumed.validated?.(scores, 160);
    expect(turnsIn(resumed, 160, 240)).toEqual(turnsIn(whole, 160, 240));
    expect(() => turnsOf(experiment).at(170)).toThrow(
      "What update 170 learns follows from the validation after update 160, which is not there: restore the run's metrics",
    );
  });
});
