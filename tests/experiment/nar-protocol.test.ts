/** What the reasoner's published scores rest on: what is drawn for training and validation, and from which seed. */
import { describe, expect, test } from 'vitest';
import { algorithm, algorithmNames, sampleAt } from '../../lib/dataset/index.ts';
import { narDataSeed, trainingDraw } from '../../lib/experiment/index.ts';

const strings = ['naive_string_matcher', 'kmp_matcher'] as const;
const sparse = ['articulation_points', 'bridges', 'mst_kruskal'];
const others = algorithmNames.filter((name) => !(strings as readonly string[]).includes(name));

test.each(others)('%s is drawn at its nominal size, with the edge probabilities of the reference', (name) => {
  const dense = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
  const thin = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45];
  for (const size of [4, 7, 16]) {
    expect(trainingDraw(name, size)).toEqual({ size, options: { p: sparse.includes(name) ? thin : dense } });
  }
});

describe.each(strings)('%s', (name) => {
  test('at 16 is drawn as in the reference: 20 characters, a needle of up to 8', () => {
    expect(algorithm(name).family).toBe('strings');
    expect(trainingDraw(name, 16)).toEqual({ size: 20, options: { lengthNeedle: -8 } });
  });

  test.each([
    [4, 5, 2],
    [5, 6, 2],
    [6, 7, 3],
    [7, 8, 3],
    [11, 13, 5],
    [13, 16, 6],
  ])('at %i has %i characters in all, of which the needle has 1 to %i', (size, total, longest) => {
    const draw = trainingDraw(name, size);
    expect(draw).toEqual({ size: total, options: { lengthNeedle: -longest } });
    const needles = Array.from({ length: 60 }, (_, index) => {
      const { nodes, inputs } = sampleAt(name, draw.size, 0, index, draw.options);
      expect(nodes).toBe(total);
      // `string` is 0 in the haystack and 1 in the needle.
      return inputs['string'].data.reduce((sum, bit) => sum + bit, 0);
    });
    const lengths = Array.from({ length: longest }, (_, i) => i + 1);
    expect([...new Set(needles)].sort((a, b) => a - b)).toEqual(lengths);
  });
});

test('training has a stream for each seed; validation and evaluation have one for all', () => {
  expect(narDataSeed('train', 0)).not.toBe(narDataSeed('train', 1));
  for (const split of ['validation', 'beyond', 'evaluation'] as const) {
    expect(narDataSeed(split, 0)).toBe(narDataSeed(split, 1));
  }
  const seeds = (['train', 'validation', 'evaluation', 'beyond'] as const).map((split) =>
    narDataSeed(split, 0),
  );
  expect(new Set(seeds).size).toBe(4);
  // Published scores were taken on these streams.
  expect(seeds).toEqual(['nar train 0', 'nar validation', 'nar evaluation', 'nar beyond']);
});
