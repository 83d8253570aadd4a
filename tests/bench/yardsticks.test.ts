/** What the yardsticks say of themselves: their operations, their starting point, and when two programs disagree. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { assertSameModel } from '../../bench/duel.ts';
import { processorStep } from '../../bench/processor.ts';
import type { TrainingWorkload } from '../../bench/training-step.ts';
import { transformerStep } from '../../bench/transformer.ts';
import { chooseBackend } from '../../lib/backend/index.ts';
import { decodeSafetensors } from '../../lib/store/safetensors.ts';

/** Multiplications and additions of all products of a function. */
async function productsOf(body: () => tf.Scalar): Promise<number> {
  const { kernels } = await tf.profile(() => tf.tidy(body));
  const products = kernels.filter(({ name }) => name === 'BatchMatMul');
  expect(products.length).toBeGreaterThan(0);
  return products.reduce((sum, { inputShapes, outputShapes }) => {
    const [left, out] = [inputShapes[0], outputShapes[0]];
    const size = tf.util.sizeFromShape;
    const depth = size(left) / size(left.slice(0, -2)) / out[out.length - 2];
    return sum + 2 * size(out) * depth;
  }, 0);
}

const workloads: [string, () => TrainingWorkload, string[]][] = [
  ['transformer', () => transformerStep(6, 2), ['positions', 'targets', 'tokens']],
  ['processor', () => processorStep(5, 3), ['edge', 'graph', 'node', 'reach']],
];

describe.each(workloads)('the yardstick %s', (_, make, inputs) => {
  it('counts the operations of its forward pass, and twice as many for the backward pass', async () => {
    await chooseBackend({ backend: 'cpu' }); // its composed operations show every product
    const { flops, loss } = make();
    expect(flops).toBe(3 * (await productsOf(loss)));
  });

  it('hands over all parameters and inputs as they are before the first step', async () => {
    await chooseBackend();
    const { start, step, parameters } = make();
    const { tensors, metadata } = decodeSafetensors(start(), 'start');
    const names = [...tensors.keys()];
    expect(names.filter((name) => name.startsWith('inputs.')).sort()).toEqual(
      inputs.map((name) => `inputs.${name}`),
    );
    const sizes = names
      .filter((name) => !name.startsWith('inputs.'))
      .map((name) => tensors.get(name)!.data.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(parameters);
    expect(JSON.parse(metadata['sizes'])).toMatchObject({ clip: 1, learningRate: 1e-3 });
    expect(step()).toBeGreaterThan(step());
  });
});

describe('two programs', () => {
  const turn = { loss: 4, parameters: 10 };

  it('train the same model if size and loss agree', () => {
    expect(() => assertSameModel({ ours: turn, peer: { ...turn, loss: 4.0001 } }, 1e-4)).not.toThrow();
  });

  it.each([{ loss: 4.01 }, { loss: NaN }, { parameters: 11 }])('do not with %o', (other) => {
    expect(() => assertSameModel({ ours: turn, peer: { ...turn, ...other } }, 1e-4)).toThrow('models differ');
  });
});
