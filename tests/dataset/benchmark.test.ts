/** The benchmarks are as published. */
import { describe, expect, test } from 'vitest';
import {
  type Trajectory,
  clrs30,
  clrsText,
  clrsTextSizes,
  officialPart,
  officialSamples,
  sampleAt,
  sampleStream,
  trainingProtocol,
  transnarSampleAt,
  transnarSamples,
  transnarSizes,
} from '../../lib/dataset/index.ts';

const keysOf = ({ inputs }: Trajectory) => [...inputs['key'].data];

describe('the official splits', () => {
  test('are the beginning of the streams of seeds 1, 2 and 3', () => {
    const train = officialSamples('insertion_sort', 'train');
    const stream = sampleStream('insertion_sort', 16, 1);
    for (let i = 0; i < 5; i++) expect(train.next().value).toEqual(stream.next().value);
    const [first] = officialSamples('insertion_sort', 'test');
    expect(first.nodes).toBe(64);
    // numpy.random.RandomState(3).uniform(size=64)[0]
    expect(keysOf(first)[0]).toBe(0.5507979025745755);
  });

  test('hold 1000, 32 and 32 samples, more where an answer is a single choice', () => {
    expect([...officialSamples('bfs', 'train')]).toHaveLength(1000);
    expect([...officialSamples('bfs', 'val')]).toHaveLength(32);
    expect(officialPart('minimum', 'test')).toEqual({ seed: 3, size: 64, samples: 2048 });
    expect(officialPart('minimum', 'train').samples).toBe(1000);
    expect(officialPart('find_maximum_subarray_kadane', 'val').samples).toBe(1024);
  });
});

describe('the training protocol', () => {
  test.each(clrs30)('of %s can be drawn at all of its sizes', (name) => {
    const { sizes, options, validation } = trainingProtocol(name);
    for (const size of [...sizes, validation.size]) {
      for (let index = 0; index < 20; index++) {
        const { nodes, length } = sampleAt(name, size, 0, index, options);
        expect(nodes).toBe(name === 'segments_intersect' ? 4 : name === 'optimal_bst' ? size + 1 : size);
        expect(length).toBeGreaterThan(0);
      }
    }
  });

  test('varies needles and edges', () => {
    const needles = Array.from({ length: 200 }, (_, index) => {
      const { inputs } = sampleAt('kmp_matcher', 20, 0, index, trainingProtocol('kmp_matcher').options);
      return inputs['string'].data.reduce((sum, bit) => sum + bit, 0);
    });
    expect(new Set(needles)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
    expect(trainingProtocol('bridges').options.p).toEqual([0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45]);
    expect(trainingProtocol('dfs').options.p).toHaveLength(9);
  });
});

describe('CLRS-Text', () => {
  test('trains on a few sizes and validates on all up to a limit', () => {
    expect(clrsTextSizes('bridges', 'train')).toEqual([4, 5]);
    expect(clrsTextSizes('bridges', 'validation')).toEqual([4, 5, 6, 7]);
    expect(clrsTextSizes('jarvis_march', 'train')).toEqual([4, 5, 10, 11, 12]);
    expect(clrsTextSizes('minimum', 'train')).toEqual([4, 5, 10, 11, 12, 15, 19, 23, 28, 31]);
    expect(clrsTextSizes('minimum', 'validation')).toHaveLength(61);
    const cells = clrs30.flatMap((name) => clrsTextSizes(name, 'train'));
    // The number of rows published.
    expect(cells.length * clrsText.train.samples).toBe(2_150_000);
  });

  test('validates on seeds that it does not train on', () => {
    const seeds: readonly number[] = clrsText.validation.seeds;
    expect(clrsText.train.seeds.some((seed) => seeds.includes(seed))).toBe(false);
  });
});

describe('TransNAR', () => {
  const { train, validation, evaluation } = transnarSamples;
  const sizes = new Set([...transnarSizes.train, ...transnarSizes.evaluation]);

  test('has the 2,400,000 samples of the paper, 70 % of them for training', () => {
    expect(clrs30.length * sizes.size * (train + validation)).toBe(2_400_000);
    expect(train / (train + validation)).toBe(0.7);
    expect(evaluation).toBe(10_000);
  });

  test('shares no sample between its parts', () => {
    const first = (split: 'train' | 'validation' | 'evaluation', count: number) =>
      Array.from({ length: count }, (_, index) =>
        keysOf(transnarSampleAt(split, 'minimum', 12, 0, index)).join(),
      );
    const all = [...first('train', train), ...first('validation', validation), ...first('evaluation', 1000)];
    expect(new Set(all).size).toBe(all.length);
  });

  test('has pure samples with 3 decimals', () => {
    const sample = transnarSampleAt('evaluation', 'minimum', 14, 5, 77);
    expect(transnarSampleAt('evaluation', 'minimum', 14, 5, 77)).toEqual(sample);
    expect(transnarSampleAt('evaluation', 'minimum', 14, 6, 77)).not.toEqual(sample);
    expect(keysOf(sample).map((key) => Number(key.toFixed(3)))).toEqual(keysOf(sample));
  });

  test('refuses a sample past the end of a part', () => {
    expect(() => transnarSampleAt('train', 'bfs', 4, 0, 7000)).toThrow('samples 0 to 6999');
    expect(() => transnarSampleAt('validation', 'bfs', 4, 0, -1)).toThrow(RangeError);
  });
});
