import { describe, expect, test } from 'vitest';
import { answerOutcomes } from '../../lib/figure/index.ts';
import { draw, textsOf } from '../support/draw.ts';
import { resultRowWith } from '../support/result-rows.ts';

/** The rows of one seed: shares of answers that are right, of the right shape, readable. */
const rowsOf = (seed: number, exact: number, shape: number, parse: number) =>
  Object.entries({ exact, shape, parse, clrs: exact }).map(([metric, value]) =>
    resultRowWith({ algorithm: 'bfs', model: 'transnar', size: 10, seed, metric: metric as 'exact', value }),
  );
const sharesOf = (spec: object) =>
  (spec as { data: { values: { part: string; share: number }[] } }).data.values.map(({ part, share }) => [
    part,
    share,
  ]);

describe('outcomes of answers', () => {
  test('are what lies between the scores, as means over seeds', () => {
    const rows = [...rowsOf(0, 0.2, 0.5, 0.9), ...rowsOf(1, 0.4, 0.7, 1)];
    expect(sharesOf(answerOutcomes(rows))).toEqual([
      ['right', 0.3],
      ['wrong values', 0.3],
      ['wrong shape', 0.35],
      ['unparsable', 0.05],
    ]);
  });

  test('are drawn with what is behind them', async () => {
    const texts = textsOf(await draw(answerOutcomes([...rowsOf(0, 0, 1, 1), ...rowsOf(1, 0, 1, 1)]))).join();
    expect(texts).toContain('mean over 2 seeds; 16 samples for each seed');
    expect(texts).toContain('bfs: TransNAR');
  });

  test('need all three scores', () => {
    const rows = rowsOf(0, 0.2, 0.5, 0.9);
    const other = rows.map((row) => ({ ...row, size: 12 })).filter(({ metric }) => metric !== 'parse');
    expect(() => answerOutcomes([...rows, ...other])).toThrow(
      'TransNAR: bfs at 12 lacks the rows of its shape or parse score.',
    );
  });
});
