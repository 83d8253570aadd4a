import { describe, expect, test } from 'vitest';
import { tokensNeeded } from '../../lib/analysis/index.ts';
import { type RecordRow, recordExperiment } from '../../lib/experiment/index.ts';
import { attemptRows } from '../support/record-rows.ts';

const experimentWith = (...changes: string[]) =>
  recordExperiment({ set: 'searches', model: 'transformer', changes, seed: 7 });
const muon = 'training.optimizer={"muon":{"factor":4,"momentum":0.95}}';

/** Attempts of a configuration: its seeds differ, too. */
const attempts = (change: string, millions: number[], changes: string[], more: Partial<RecordRow> = {}) =>
  attemptRows(change, millions, more).map((row) => ({
    ...row,
    experiment: recordExperiment({ set: 'searches', model: 'transformer', changes, seed: row.seed }),
  }));

const rows = [
  ...attempts('Adam', [90, 70, 80], []),
  ...attempts('Muon', [21, 20, -30], [muon]),
  ...attempts('deeper', [5], [muon, 'transformer.layers=9', 'transformer.width=16', 'transformer.heads=2']),
];

describe('tokens needed', () => {
  test('are those of the nearest configuration, whatever the seed, the name and the evaluation', () => {
    const experiment = {
      ...experimentWith(),
      name: 'other',
      evaluation: { sizes: [4], samples: 1 },
    } as const;
    const needed = tokensNeeded(experiment, rows, 0.95)!;
    expect(needed.tokens).toEqual([70e6, 80e6, 90e6]);
    expect(needed.differences).toEqual([]);
    expect(needed.atMost).toBe(false);
    expect(needed.rows).toEqual(rows.slice(0, 3));
  });

  test('say in what the nearest differs, and leave out seeds that did not get there', () => {
    const needed = tokensNeeded(experimentWith(muon, 'transformer.width=32'), rows, 0.95)!;
    expect(needed.rows.map(({ change }) => change)).toEqual(['Muon', 'Muon', 'Muon']);
    expect(needed.differences.map(({ what, values }) => [what, values[0]])).toEqual([
      ['transformer.width', 32],
    ]);
    expect(needed.tokens).toEqual([20e6, 21e6]);
  });

  test('are not known without an attempt of the same algorithms, model and optimiser', () => {
    expect(
      tokensNeeded(experimentWith('training.optimizer={"weightDecay":0.1}'), rows, 0.95),
    ).toBeUndefined();
    expect(tokensNeeded(experimentWith(), [], 0.95)).toBeUndefined();
    const [four, reading] = [
      recordExperiment({ set: 'four', model: 'transformer', changes: [], seed: 0 }),
      recordExperiment({ set: 'searches', model: 'transnar', changes: [], seed: 0 }),
    ];
    expect(tokensNeeded(four, rows, 0.95)).toBeUndefined();
    expect(tokensNeeded(reading, rows, 0.95)).toBeUndefined();
    const sorted = { ...experimentWith(), algorithms: ['binary_search', 'minimum'] as const };
    expect(tokensNeeded({ ...sorted, algorithms: [...sorted.algorithms] }, rows, 0.95)?.differences).toEqual(
      [],
    );
  });

  test('to a lower score come from the curve, at the first look that is good enough', () => {
    const curve = [0.2, 0.6, 0.55, 0.8, 0.96].map((score, i) => ({ tokens: (i + 1) * 1e6, score }));
    const [row] = attempts('Muon', [5], [muon], { curve });
    const to = (score: number) => tokensNeeded(experimentWith(muon), [row], score)!;
    expect([0.1, 0.6, 0.61, 0.95].map((score) => to(score).tokens)).toEqual([[1e6], [2e6], [4e6], [5e6]]);
    expect(to(0.97)).toMatchObject({ tokens: [], atMost: false });
  });

  test('are an upper bound where the curve was not kept', () => {
    expect(tokensNeeded(experimentWith(), rows, 0.8)).toMatchObject({
      tokens: [70e6, 80e6, 90e6],
      atMost: true,
    });
    // A seed that ended below the score says nothing of it.
    expect(tokensNeeded(experimentWith(muon), rows, 0.8)!.tokens).toEqual([20e6, 21e6]);
  });
});
