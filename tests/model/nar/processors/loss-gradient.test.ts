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
  // In each of some thousand parameters: a larger one crosses kinks of relu and max. One alone would be lost in rounding.
  const steps = Array.from({ length: 8 }, (_, i) => ((i + 1) / 8) * 1e-5);
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
    // The slope of the line through all of them, by least squares.
    let [products, squares] = [0, 0];
    for (const step of steps) {
      products += step * (lossAt(step) - lossAt(-step));
      squares += 2 * step ** 2;
    }
    const expected = products / squares;
    let slope = 0;
    for (const [key, direction] of directions) {
      direction.dataSync().forEach((value, i) => (slope += value * gradients.get(key)![i]));
    }
    expect(Math.abs(slope - expected) / norm, `${seed}: ${slope}, fitted ${expected}`).toBeLessThan(1e-2);
  }
});
