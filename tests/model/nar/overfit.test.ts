import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import type { AlgorithmName } from '../../../lib/dataset/index.ts';
import { evaluate } from '../../../lib/metric/index.ts';
import { batchOf, halves, smallNar } from './small.ts';

await chooseBackend();

/** Size of the one instance and number of updates. Together they have outputs or hints of every type. */
const cases: [AlgorithmName, number, number][] = [
  ['bfs', 4, 40], // node mask, node pointer
  ['insertion_sort', 3, 80], // permutation pointer, node mask_one
  ['matrix_chain_order', 4, 100], // edge pointer, scalar and mask
  ['segments_intersect', 4, 80], // graph mask, node scalar
  ['lcs_length', 6, 60], // edge categorical
];

test.each(cases)('%s: one batch is learned by heart', (name, size, updates) => {
  const { nar, variables } = smallNar([name], { width: 16, tripletWidth: 4 });
  const batch = batchOf(name, [size]);
  const optimizer = tf.train.adam(0.02);
  for (let update = 0; update < updates; update++) {
    optimizer.minimize(() => nar.loss(batch, halves()), false, [...variables.values()]);
  }
  const losses = Object.entries(nar.losses(batch, halves())).map(
    ([part, loss]) => [part, loss.arraySync()] as const,
  );
  for (const [part, loss] of losses) expect(loss, part).toBeLessThan(0.1);
  expect(evaluate(batch.outputs, nar.predict(batch).outputs).score).toBe(1);
});
