/** The gradient of the whole training loss, through all steps and whatever goes from one to the next. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { chooseBackend } from '../../../../lib/backend/index.ts';
import { batchOf, gradientsOf, halves, randomTensor, smallNar } from '../small.ts';
import { tinyConfig } from './tiny.ts';

await chooseBackend();

test.each([
  ['triplet_gmpnn', {}],
  ['forgetnet', {}],
  // A penalty's weight has no gradient on purpose: without the penalty the loss and its gradient agree.
  ['g_forgetnet', { gatePenalty: 0 }],
  ['relational_transformer', {}],
  ['relational_transformer', { messagePassingSteps: 2 }],
] as const)('%s %o: the slope of the loss along directions through all parameters', (name, change) => {
  const batch = batchOf('bfs', [5, 4]);
  const { nar, variables } = smallNar(['bfs'], { ...tinyConfig(name), ...change });
  const gradients = gradientsOf(nar, batch, variables);
  const norm = Math.hypot(...[...gradients.values()].flatMap((gradient) => [...gradient]));
  const step = 3e-5; // in each of some thousand parameters: a larger one crosses kinks of relu and max
  for (const seed of ['a', 'b', 'c']) {
    const directions = new Map(
      [...variables].map(([key, { shape }]) => [key, randomTensor(shape, seed + key)]),
    );
    const move = (by: number) => {
      for (const [key, variable] of variables) {
        tf.tidy(() => variable.assign(tf.add(variable, tf.mul(directions.get(key)!, by))));
      }
    };
    const lossAt = (by: number) => {
      move(by);
      const loss = tf.tidy(() => nar.loss(batch, halves()).arraySync());
      move(-by);
      return loss;
    };
    const expected = (lossAt(step) - lossAt(-step)) / (2 * step);
    let slope = 0;
    for (const [key, direction] of directions) {
      direction.dataSync().forEach((value, i) => (slope += value * gradients.get(key)![i]));
    }
    expect(Math.abs(slope - expected) / norm, `${seed}: ${slope}, differences ${expected}`).toBeLessThan(
      1e-2,
    );
  }
});
