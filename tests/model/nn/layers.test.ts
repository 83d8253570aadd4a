/** Layers against their definitions. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { constant } from '../../../lib/model/initializers.ts';
import { layerNormLayer } from '../../../lib/model/nn/layer-norm.ts';
import { linearLayer } from '../../../lib/model/nn/linear.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { expectClose } from '../../support/close.ts';

await chooseBackend();

describe('linear layer', () => {
  test('x @ weight + bias, with an activation', () => {
    const parameters = Parameters.seeded(1);
    const options = { weight: constant(2), bias: constant(-5), activation: 'relu' } as const;
    const layer = linearLayer(parameters, 'layer', 3, 2, options);
    expect([
      ...layer(
        tf.tensor3d([
          [
            [1, 2, 3],
            [0, 1, 1],
          ],
        ]),
      ).dataSync(),
    ]).toEqual([7, 7, 0, 0]);
    expect([...parameters.entries().keys()]).toEqual(['layer.weight', 'layer.bias']);
  });

  test('starts at 1/sqrt(inputs) cut off at two deviations, with bias 0', () => {
    const parameters = Parameters.seeded(2);
    linearLayer(parameters, 'layer', 25, 400);
    const [weight, bias] = [...parameters.entries().values()].map((variable) => [...variable.dataSync()]);
    expect(Math.max(...weight.map(Math.abs))).toBeLessThanOrEqual(0.4);
    const deviation = Math.sqrt(weight.reduce((sum, x) => sum + x * x, 0) / weight.length);
    expect(deviation).toBeCloseTo(0.8796 / 5, 2);
    expect(bias.every((x) => x === 0)).toBe(true);
  });

  test('without a bias', () => {
    const parameters = Parameters.seeded(3);
    const layer = linearLayer(parameters, 'layer', 2, 2, { bias: false, weight: constant(1) });
    expect([...layer(tf.tensor2d([[1, 2]])).dataSync()]).toEqual([3, 3]);
    expect([...parameters.entries().keys()]).toEqual(['layer.weight']);
  });
});

test('layer norm starts by making mean 0 and variance 1', () => {
  const parameters = Parameters.seeded(4);
  const layer = layerNormLayer(parameters, 'norm', 4);
  const root = Math.sqrt(1.25 + 1e-5);
  expectClose(
    layer(tf.tensor2d([[1, 2, 3, 4]])).dataSync(),
    [-1.5, -0.5, 0.5, 1.5].map((x) => x / root),
  );
  expect([...parameters.entries().keys()]).toEqual(['norm.scale', 'norm.offset']);
});
