import { describe, expect, test } from 'vitest';
import { isSure, pairedDifferences } from '../../lib/analysis/index.ts';
import type { ResultRow } from '../../lib/metric/index.ts';
import { resultRowWith } from '../support/result-rows.ts';

const problems = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 0 : 1));
const row = (change: Partial<ResultRow>, each: readonly number[] = problems) =>
  resultRowWith({
    ...{
      algorithm: 'minimum',
      size: 14,
      seed: 0,
      metric: 'clrs',
      variant: 'default',
      initialisation: 'untrained',
    },
    ...{ each, value: each.reduce((a, b) => a + b, 0) / each.length, samples: each.length },
    ...change,
  });
const both = (a: readonly number[], b: readonly number[], change: Partial<ResultRow> = {}) => [
  row({ ...change, model: 'transnar', run: `a-${change.seed ?? 0}` }, a),
  row({ ...change, model: 'transformer', run: `b-${change.seed ?? 0}` }, b),
];
const none = problems.map(() => 0);
const sizes = [10, 14];

describe('paired differences', () => {
  test('are of the scores on the same problems', () => {
    const [found] = pairedDifferences(both(problems, none), { sizes });
    expect(found).toMatchObject({ algorithm: 'minimum', size: 14, seeds: 1, problems: 60, transformer: 0 });
    expect(found.transnar).toBeCloseTo(2 / 3, 12);
    expect(found.difference).toBeCloseTo(2 / 3, 12);
    expect(found.low).toBeGreaterThan(0.5);
    expect(found.high).toBeLessThan(0.8);
    expect(found.p).toBe(1e-4);
  });

  test('pairing matters: the same means on other problems are less sure', () => {
    const other = [...problems.slice(1), problems[0]];
    const [same] = pairedDifferences(both(problems, problems), { sizes });
    const [moved] = pairedDifferences(both(problems, other), { sizes });
    expect([same.difference, same.low, same.high, same.p]).toEqual([0, 0, 0, 1]);
    expect(moved.difference).toBeCloseTo(0, 12);
    expect(moved.low).toBeLessThan(-0.1);
  });

  test('only seeds, variants, sizes and scores that both have and that were asked for', () => {
    const rows = [
      ...both(problems, none),
      row({ model: 'transnar', seed: 1, run: 'c' }),
      ...both(none, problems, { variant: 'sum' }),
      ...both(none, problems, { size: 12 }),
      ...both(none, problems, { metric: 'exact' }),
      ...both(none, problems, { initialisation: 'pretrained' }),
    ];
    expect(pairedDifferences(rows, { sizes })).toMatchObject([{ seeds: 1, size: 14 }]);
    const [remedied] = pairedDifferences(rows, { sizes, variant: 'sum', against: 'default' });
    expect(remedied).toMatchObject({ transnar: 0, transformer: 0, seeds: 1 });
    const withoutEach = rows.map((each) => ({ ...each, each: undefined }));
    expect(pairedDifferences(withoutEach, { sizes })).toEqual([]);
  });

  test('in the order of the algorithms and sizes; corrected for all that were asked for', () => {
    const weak = problems.map((score, i) => (i < 4 ? 1 - score : score));
    const rows = [
      ...both(problems, none),
      ...both(problems, none, { algorithm: 'bfs' }),
      ...both(problems, weak, { size: 10 }),
    ];
    const found = pairedDifferences(rows, { sizes });
    expect(found.map(({ algorithm, size }) => `${algorithm} ${size}`)).toEqual([
      'bfs 14',
      'minimum 10',
      'minimum 14',
    ]);
    expect(found.map(({ p, adjusted }) => adjusted / p)).toEqual([3, 1, 3]);
  });

  test('are of all seeds together: what one is ahead by, another may be behind by', () => {
    const rows = [...both(problems, none), ...both(none, problems, { seed: 1 })];
    expect(pairedDifferences(rows, { sizes })).toMatchObject([{ seeds: 2, difference: 0, p: 1 }]);
  });

  test('are sure where problems and seeds agree, not where one of two seeds makes all of it', () => {
    const of = (second: readonly number[]) =>
      pairedDifferences([...both(problems, none), ...both(second, none, { seed: 1 })], { sizes })[0];
    const [agreed, ofOneSeed] = [of(problems), of(none)];
    expect([agreed.adjusted, isSure(agreed)]).toEqual([1e-4, true]);
    expect([ofOneSeed.adjusted, ofOneSeed.low, isSure(ofOneSeed)]).toEqual([1e-4, 0, false]);
    expect(isSure(pairedDifferences(both(problems, problems), { sizes })[0])).toBe(false);
  });

  test('rows that cannot be paired are refused', () => {
    expect(() => pairedDifferences(both(problems, [1, 0]), { sizes })).toThrow(
      /different numbers of problems/,
    );
    const twice = [...both(problems, none), row({ model: 'transnar', run: 'other' })];
    expect(() => pairedDifferences(twice, { sizes })).toThrow(
      /Several runs .* transnar, minimum at size 14, seed 0/,
    );
  });
});
