import { describe, expect, test } from 'vitest';
import {
  type Feature,
  type Features,
  algorithms,
  collate,
  preprocess,
  sampleAt,
} from '../../lib/dataset/index.ts';
import { evaluate, evaluateHints, evaluationPool } from '../../lib/metric/index.ts';

const batchOf = (name: string, indices: readonly number[], size = 8) =>
  collate(indices.map((index) => preprocess(sampleAt(name, size, 1, index))));

describe.each(Object.keys(algorithms))('%s', (name) => {
  test('the truth scores 1', () => {
    const { outputs } = batchOf(name, [0, 1, 2]);
    const { score, byOutput } = evaluate(outputs, outputs);
    expect(Object.values(byOutput).every((value) => value === 1)).toBe(true);
    expect(score).toBe(1);
  });

  test('the true hints score 1, or 0 where the score is an error', () => {
    const { hints, lengths } = batchOf(name, [0, 1, 2]);
    const { byHint } = evaluateHints(hints, withoutFirst(hints), lengths);
    for (const [hint, score] of Object.entries(byHint)) {
      expect([hint, score]).toEqual([hint, hints[hint].type === 'scalar' ? 0 : 1]);
    }
  });

  test('batches pool to the score of all samples at once', () => {
    const [truth, guess] = [batchOf(name, [0, 1, 2, 3]).outputs, batchOf(name, [4, 5, 6, 7]).outputs];
    const pool = evaluationPool();
    for (const [from, to] of [
      [0, 1],
      [1, 4],
    ])
      pool.add(rows(truth, from, to), rows(guess, from, to));
    expect(pool.evaluation()).toEqual(evaluate(truth, guess));
  });
});

test('of equal values the first is the prediction', () => {
  const mask = (...values: number[]): Feature => ({
    name: 'i',
    location: 'node',
    type: 'mask_one',
    classes: 0,
    shape: [1, 3],
    data: Float64Array.from(values),
  });
  const tie = { i: mask(0, 0.5, 0.5) };
  expect(evaluate({ i: mask(0, 1, 0) }, tie).score).toBe(1);
  expect(evaluate({ i: mask(0, 0, 1) }, tie).score).toBe(0);
});

test('what does not fit is named', () => {
  const { outputs } = batchOf('bfs', [0, 1]);
  const one = batchOf('bfs', [0]).outputs;
  expect(() => evaluate(outputs, {})).toThrow('There is no prediction of "pi".');
  expect(() => evaluate(outputs, one)).toThrow('"pi" has shape [1,8] instead of [2,8]');
});

function withoutFirst(hints: Features): Features {
  return mapFeatures(hints, (feature) => {
    const [steps, ...shape] = feature.shape;
    return {
      ...feature,
      shape: [steps - 1, ...shape],
      data: feature.data.subarray(feature.data.length / steps),
    };
  });
}

function rows(outputs: Features, from: number, to: number): Features {
  return mapFeatures(outputs, (feature) => {
    const [samples, ...shape] = feature.shape;
    const width = feature.data.length / samples;
    return {
      ...feature,
      shape: [to - from, ...shape],
      data: feature.data.subarray(from * width, to * width),
    };
  });
}

function mapFeatures(features: Features, change: (feature: Feature) => Feature): Features {
  return Object.fromEntries(Object.entries(features).map(([name, feature]) => [name, change(feature)]));
}
