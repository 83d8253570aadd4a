/** How a reasoner is scored: on which problems, drawn how, with which positions, and how samples are pooled. */
import { describe, expect, test } from 'vitest';
import { type AlgorithmName, collate, sampleAt } from '../../lib/dataset/index.ts';
import { preprocess } from '../../lib/dataset/transforms/index.ts';
import { keyed } from '../../lib/random/index.ts';
import { type NarScoreRequest, narScore } from '../../lib/training/nar-score.ts';
import { scriptedNar } from './scripted.ts';

const request = (change: Partial<NarScoreRequest>): NarScoreRequest => ({
  algorithm: 'bfs',
  size: 5,
  samples: 5,
  split: 'evaluation',
  batch: 2,
  ...change,
});

describe('the problems', () => {
  const sizes: [AlgorithmName, number, number, object][] = [
    ['bfs', 5, 5, { p: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] }],
    ['bridges', 6, 6, { p: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45] }],
    ['minimum', 4, 4, {}],
    ['kmp_matcher', 16, 20, { lengthNeedle: -8 }],
    ['naive_string_matcher', 6, 7, { lengthNeedle: -3 }],
  ];

  test.each(
    (['evaluation', 'beyond'] as const).flatMap((split) => sizes.map((each) => [split, ...each] as const)),
  )('%s, %s of size %i: the defaults of the sampler, positions on the grid', async (split, name, size) => {
    const { nar, asked } = scriptedNar();
    expect(await narScore(nar, request({ algorithm: name, size, split }))).toBe(1);
    expect(asked.map((batch) => batch.size)).toEqual([2, 2, 1]);
    asked.forEach((batch, i) => {
      const indices = [2 * i, 2 * i + 1].filter((index) => index < 5);
      expect(batch).toEqual(
        collate(indices.map((index) => preprocess(sampleAt(name, size, `nar ${split}`, index)))),
      );
      expect(batch.inputs['pos'].data[0]).toBe(0);
    });
  });

  test.each(sizes)(
    '%s of size %i, validation: drawn as in training, positions at random',
    async (name, size, drawn, options) => {
      const { nar, asked } = scriptedNar();
      expect(await narScore(nar, request({ algorithm: name, size, split: 'validation' }))).toBe(1);
      expect(asked.map((batch) => batch.size)).toEqual([2, 2, 1]);
      asked.forEach((batch, i) => {
        const indices = [2 * i, 2 * i + 1].filter((index) => index < 5);
        const samples = indices.map((index) => sampleAt(name, drawn, 'nar validation', index, options));
        const positioned = samples.map((sample, j) =>
          preprocess(sample, { random: keyed('nar validation', 'positions', name, drawn, indices[j]) }),
        );
        expect(batch).toEqual(collate(positioned));
        expect(batch.inputs['pos'].data[0]).toBeGreaterThan(0);
        expect(batch.inputs['pos'].data).not.toEqual(
          collate(samples.map((sample) => preprocess(sample))).inputs['pos'].data,
        );
      });
    },
  );

  test('training has samples of its own', async () => {
    const { nar, asked } = scriptedNar();
    await narScore(nar, request({ split: 'train', samples: 2 }));
    await narScore(nar, request({ split: 'validation', samples: 2 }));
    await narScore(nar, request({ split: 'evaluation', samples: 2 }));
    await narScore(nar, request({ split: 'beyond', samples: 2 }));
    expect(new Set(asked.map(({ inputs }) => inputs['A'].data.join())).size).toBe(4);
  });

  test('do not depend on how many are computed at once', async () => {
    const of = async (batch: number) => {
      const { nar, asked } = scriptedNar();
      await narScore(nar, request({ batch, split: 'validation' }));
      return asked.flatMap(({ inputs }) => [...inputs['pos'].data]);
    };
    expect(await of(1)).toHaveLength(25);
    expect(await of(5)).toEqual(await of(1));
    expect(await of(3)).toEqual(await of(1));
  });
});

describe('the score', () => {
  /** All bits set in some samples, none in others. */
  const bits = (first: number, { size, data }: { size: number; data: Float64Array }) =>
    data.map((_, i) => ((first + Math.floor(i / (data.length / size))) % 2 === 0 ? 1 : 0));

  test('is the F1 of all bits of all samples, not a mean over batches or samples', async () => {
    const { nar, asked } = scriptedNar(({ outputs, size }, first) => {
      const [feature] = Object.values(outputs);
      return { [feature.name]: { ...feature, data: bits(first, { size, data: feature.data }) } };
    });
    const score = await narScore(
      nar,
      request({ algorithm: 'articulation_points', size: 8, samples: 7, batch: 3 }),
    );
    let [hits, alarms, misses] = [0, 0, 0];
    const f1 = () => (2 * hits) / (2 * hits + alarms + misses);
    const byBatch: number[] = [];
    let first = 0;
    for (const { outputs, size } of asked) {
      const before = [hits, alarms, misses];
      const { data } = outputs['is_cut'];
      bits(first, { size, data }).forEach((bit, i) => {
        if (bit === 1 && data[i] === 1) hits++;
        if (bit === 1 && data[i] === 0) alarms++;
        if (bit === 0 && data[i] === 1) misses++;
      });
      const [h, a, m] = [hits - before[0], alarms - before[1], misses - before[2]];
      byBatch.push((2 * h) / (2 * h + a + m));
      first += size;
    }
    expect(hits * alarms * misses).toBeGreaterThan(0);
    expect(score).toBeCloseTo(f1(), 12);
    expect(Math.abs(byBatch.reduce((sum, each) => sum + each, 0) / 3 - f1())).toBeGreaterThan(1e-3);
  });

  test('is the mean over the outputs of an algorithm with several', async () => {
    // The first of the two outputs right in all samples, the other in the first batch alone.
    const { nar } = scriptedNar(({ outputs }, first) => {
      const [right, other] = Object.values(outputs);
      const wrong = { ...other, data: other.data.map((bit) => 1 - bit) };
      return { [right.name]: right, [other.name]: first === 0 ? other : wrong };
    });
    const score = await narScore(
      nar,
      request({ algorithm: 'find_maximum_subarray_kadane', samples: 5, batch: 2 }),
    );
    expect(score).toBeCloseTo((1 + 2 / 5) / 2, 12);
  });
});
