/** Which samples an update learns from. */
import { describe, expect, test } from 'vitest';
import { type Mixture, batchPlan } from '../../../lib/model/language-data/index.ts';

const mixture: Mixture = {
  seed: 7,
  cells: [
    { algorithm: 'bfs', size: 4, samples: 40 },
    { algorithm: 'bfs', size: 5, samples: 18 },
    { algorithm: 'minimum', size: 4, samples: 24 },
  ],
  batch: 8,
  groups: 2,
};

describe('a batch plan', () => {
  const plan = batchPlan(mixture);
  const { stepsPerEpoch } = plan;
  const epoch = (number: number) =>
    Array.from({ length: stepsPerEpoch }, (_, i) => plan.at(number * stepsPerEpoch + i)).flat();
  const samplesOf = (groups: ReturnType<typeof epoch>) =>
    groups.flatMap(({ algorithm, size, indices }) =>
      Array.from(indices, (index) => `${algorithm} ${size} ${index}`),
    );

  test('shows no sample twice in an epoch, and nearly all of them', () => {
    // 10 + 4 + 6 groups of 4; two samples of the second cell fill no group.
    expect(stepsPerEpoch).toBe(10);
    const samples = samplesOf(epoch(0));
    expect(new Set(samples).size).toBe(samples.length);
    expect(samples).toHaveLength(80);
    const all = new Set([0, 1, 2, 3, 4, 5].flatMap((number) => samplesOf(epoch(number))));
    expect(all.size).toBe(82);
  });

  test('mixes the cells within and between batches, anew in every epoch', () => {
    const cellsOf = (groups: ReturnType<typeof epoch>) =>
      groups.map(({ algorithm, size }) => `${algorithm} ${size}`);
    const first = cellsOf(epoch(0));
    expect(first.slice(0, 10)).not.toEqual(first.slice(10));
    expect(cellsOf(epoch(1))).not.toEqual(first);
    expect([...cellsOf(epoch(1))].sort()).toEqual([...first].sort());
    const mixed = Array.from({ length: stepsPerEpoch }, (_, step) => new Set(cellsOf(plan.at(step))).size);
    expect(Math.max(...mixed)).toBe(2);
  });

  test('is a pure function of seed and step, in any order', () => {
    const again = batchPlan(mixture);
    const steps = [13, 2, 29, 2, 0];
    expect(steps.map((step) => again.at(step))).toEqual(steps.map((step) => plan.at(step)));
    expect(batchPlan({ ...mixture, seed: 8 }).at(2)).not.toEqual(plan.at(2));
  });
});

test('what cannot be made into batches is refused', () => {
  expect(() => batchPlan({ ...mixture, groups: 3 })).toThrow('batch (8) must be a multiple of groups (3)');
  expect(() => batchPlan({ ...mixture, batch: 60 })).toThrow(
    'bfs at size 5 has 18 samples, a group needs 30',
  );
  expect(() => batchPlan({ ...mixture, batch: 80, groups: 20, cells: mixture.cells.slice(1) })).toThrow(
    'make 10 groups, a batch needs 20',
  );
});
