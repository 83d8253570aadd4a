/** Steps in the middle of an evaluation, which the native engine repeats from its notes, are the steps that it would take. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AlgorithmChoice } from '../../../lib/dataset/index.ts';
import { NativeBackend } from '../../../lib/backend/native/native-backend.ts';
import { Recording } from '../../../lib/backend/native/recording.ts';
import { watching } from '../../../lib/model/watch.ts';
import { activateBoth } from '../../backend/native/support.ts';
import { expectNoLeak } from '../../support/leaks.ts';
import { batchOf, smallNar } from './small.ts';

beforeAll(activateBoth);
afterEach(() => vi.restoreAllMocks());

/** And whether the engine can note the steps: what JavaScript decides or reads of the hints it cannot. */
const cases: [AlgorithmChoice, number[], Parameters<typeof smallNar>[1], boolean][] = [
  ['insertion_sort', [9, 9], {}, true],
  ['quickselect', [6, 6, 5], {}, true],
  ['dfs', [5, 4], { processor: 'triplet_pgn' }, false],
  ['graham_scan', [5], { processor: 'relational_transformer', width: 16 }, true],
  ['minimum', [7], { reprediction: 'hard' }, false],
];

describe.each(cases)('%s of %j, %j', (name, sizes, config, noted) => {
  test('memories and decisions are the same to the bit, watched or not', () => {
    expect(tf.backend()).toBeInstanceOf(NativeBackend);
    const { nar, parameters } = smallNar([name], config);
    const batch = batchOf(name, sizes);
    const results = () => {
      const { nodes, edges, mask } = nar.memory(batch);
      const read = [nodes, edges].map((tensor) => [...tensor.dataSync()]);
      tf.dispose([nodes, edges, mask]);
      return [read, nar.predict(batch)];
    };
    const repeat = vi.spyOn(Recording.prototype, 'repeat');
    const plain = watching(() => undefined, results);
    expect(repeat).not.toHaveBeenCalled();
    expect(results()).toEqual(plain);
    expect(repeat.mock.calls.length > 0).toBe(noted);
    expectNoLeak(() => void results());
    parameters.dispose();
  });
});

test('a reasoner that learns while it is read is not repeated', () => {
  const { nar, parameters, variables } = smallNar(['insertion_sort']);
  const repeat = vi.spyOn(Recording.prototype, 'repeat');
  const loss = () => tf.sum<tf.Scalar>(nar.memory(batchOf('insertion_sort', [5])).nodes);
  const { value, grads } = tf.variableGrads(loss, [...variables.values()]);
  expect(repeat).not.toHaveBeenCalled();
  tf.dispose([value, grads]);
  parameters.dispose();
});
