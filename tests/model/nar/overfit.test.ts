/** What a small reasoner can learn: one batch of each kind of probe, by heart. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import type { AlgorithmName } from '../../../lib/dataset/index.ts';
import { evaluate } from '../../../lib/metric/index.ts';
import type { NarConfig } from '../../../lib/model/nar/index.ts';
import { tinyConfig } from './processors/tiny.ts';
import { batchOf, halves, smallNar } from './small.ts';

await chooseBackend();

/** Size of the one instance. Together they have outputs or hints of every type. */
const cases: [AlgorithmName, number, Partial<NarConfig>][] = [
  ['bfs', 4, {}], // node mask, node pointer
  ['insertion_sort', 3, {}], // permutation pointer, node mask_one
  ['matrix_chain_order', 4, {}], // edge pointer, scalar and mask
  ['segments_intersect', 4, {}], // graph mask, node scalar
  ['lcs_length', 6, {}], // edge categorical
  ['insertion_sort', 3, { processor: 'g_forgetnet' }], // a loss of the processor's own
  ['bfs', 4, { ...tinyConfig('relational_transformer'), width: 15 }], // a state of the edges
];

test.each(cases)('%s of size %i, %o: one batch is learned by heart', (name, size, config) => {
  const { nar, variables } = smallNar([name], { width: 16, tripletWidth: 4, ...config }, 6);
  const batch = batchOf(name, [size]);
  const optimizer = tf.train.adam(0.02);
  const update = () => {
    const loss = optimizer.minimize(() => nar.loss(batch, halves()), true, [...variables.values()])!;
    return tf.tidy(() => loss.arraySync());
  };
  let updates = 1;
  while (update() > 0.1 && updates < 400) updates++;
  expect(updates).toBeLessThan(400);
  for (const [part, loss] of Object.entries(nar.losses(batch, halves()))) {
    expect(loss.arraySync(), part).toBeLessThan(0.1);
  }
  expect(evaluate(batch.outputs, nar.predict(batch).outputs).score).toBe(1);
});
