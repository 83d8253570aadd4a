import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import type { AlgorithmName, Batch, Feature, Features } from '../../../lib/dataset/index.ts';
import { probeShape } from '../../../lib/dataset/index.ts';
import type { NarConfig } from '../../../lib/model/nar/index.ts';
import { expectClose, float32 } from '../../support/close.ts';
import { tinyConfig } from './processors/tiny.ts';
import { batchOf, gradientsOf, halves, smallNar } from './small.ts';

await chooseBackend();

/** Every location and type is among the probes of these. */
const algorithms: [AlgorithmName, Partial<NarConfig>][] = [
  ['bfs', {}],
  ['bfs', { processor: 'pgn_mask' }],
  ['bridges', { processor: 'triplet_gpgn_mask', layerNorm: false }],
  ['insertion_sort', { messagePassingSteps: 2 }],
  ['insertion_sort', { reprediction: 'hard' }],
  ['matrix_chain_order', {}],
  ['matrix_chain_order', { edgePointers: 'triplets' }],
  ['floyd_warshall', { edgePointers: 'triplets', processor: 'gmpnn', reprediction: 'hard' }],
  ['matrix_chain_order', { processor: 'deepsets', reprediction: 'hard' }],
  ['lcs_length', {}],
  ['lcs_length', { reconstruction: { weight: 1, mask: 0.4 } }],
  ['dfs', { reconstruction: { weight: 0.1 } }],
  ['bfs', { reconstruction: { weight: 1, mask: 0.6 }, processor: 'pgn_mask' }],
  ['matrix_chain_order', { reconstruction: { weight: 1, mask: 0.3 }, edgePointers: 'triplets' }],
  ['jarvis_march', { processor: 'gmpnn' }],
  ['dfs', {}],
  ['insertion_sort', tinyConfig('g_forgetnet')],
  ['bfs', tinyConfig('triplet_gmpnn', { aggregator: 'softmax', stateDecay: 0.9 })],
  ['insertion_sort', tinyConfig('gpgn', { aggregator: 'lstm' })],
  ['bfs', tinyConfig('relational_transformer')],
  ['matrix_chain_order', tinyConfig('relational_transformer')],
];

/** The first sample of a batch alone, still padded to the batch's size. */
function firstOf(batch: Batch): Batch {
  const first = (features: Features, leading: number): Features =>
    Object.fromEntries(
      Object.entries(features).map(([name, feature]): [string, Feature] => {
        const width = feature.data.length / (leading * batch.size);
        const data = new Float64Array(leading * width);
        for (let t = 0; t < leading; t++) {
          data.set(feature.data.subarray(t * batch.size * width, (t * batch.size + 1) * width), t * width);
        }
        const shape = [...(feature.shape.length > 0 && leading > 1 ? [leading] : []), 1];
        return [name, { ...feature, shape: [...shape, ...probeShape(feature, batch.nodes)], data }];
      }),
    );
  const steps = Object.values(batch.hints)[0].shape[0];
  return {
    ...batch,
    size: 1,
    lengths: batch.lengths.slice(0, 1),
    nodeCounts: batch.nodeCounts.slice(0, 1),
    inputs: first(batch.inputs, 1),
    outputs: first(batch.outputs, 1),
    hints: first(batch.hints, steps),
  };
}

/** Values at real nodes only: [..., N, N'] blocks cut down to the first `count` of each axis that is N long. */
function cut(data: ArrayLike<number>, shape: readonly number[], nodes: number, count: number): number[] {
  const kept: number[] = [];
  for (let i = 0; i < data.length; i++) {
    let rest = i;
    let isReal = true;
    for (const size of [...shape].reverse()) {
      if (size === nodes && rest % size >= count) isReal = false;
      rest = Math.floor(rest / size);
    }
    if (isReal) kept.push(data[i]);
  }
  return kept;
}

describe.each(algorithms)('%s with padded nodes, %o', (name, config) => {
  const [small, large] = [5, 9];
  const { nar, variables } = smallNar([name], config);
  const alone = batchOf(name, [small]);
  const padded = firstOf(batchOf(name, [small, large]));

  test('the same loss and gradients', () => {
    expectClose(nar.loss(padded, halves()).dataSync(), nar.loss(alone, halves()).dataSync(), float32, 'loss');
    const [actual, expected] = [gradientsOf(nar, padded, variables), gradientsOf(nar, alone, variables)];
    const total = [...expected.values()].flatMap((gradient) => [...gradient]);
    expect(Math.hypot(...total)).toBeGreaterThan(0.1);
    for (const [parameter, gradient] of expected) {
      expectClose(actual.get(parameter)!, gradient, { relative: 1e-3, absolute: 1e-5 }, parameter);
    }
  });

  test('the same decisions, and zeros at padded nodes', () => {
    const [actual, expected] = [nar.predict(padded), nar.predict(alone)];
    for (const stage of ['outputs', 'hints'] as const) {
      for (const [probe, feature] of Object.entries(actual[stage])) {
        const { data } = expected[stage][probe];
        const kept = cut(feature.data, feature.shape, large, small).slice(0, data.length);
        expectClose(kept, data, { relative: 1e-4, absolute: 1e-5 }, probe);
        const sum = (values: ArrayLike<number>) =>
          Array.from(values).reduce((total, x) => total + Math.abs(x), 0);
        expect(sum(feature.data) - sum(data)).toBeCloseTo(0, 3);
      }
    }
  });

  test('the same memory', () => {
    const [actual, expected] = [nar.memory(padded, 'decoder'), nar.memory(alone, 'decoder')];
    expect([...actual.mask.dataSync()]).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0]);
    for (const part of ['nodes', 'edges'] as const) {
      const kept = cut(actual[part].dataSync(), actual[part].shape, large, small);
      expectClose(kept, expected[part].dataSync(), { relative: 1e-4, absolute: 1e-5 }, part);
    }
  });
});
