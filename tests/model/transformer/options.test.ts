/** What a Transformer may have besides: normalised queries and keys, a start at zero, blocks that run again, a window. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { activationsOf } from '../../../lib/analysis/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { transformer } from '../../../lib/model/transformer/index.ts';
import { expectClose } from '../../support/close.ts';
import { tinyTransnar } from '../transnar/tiny.ts';
import { disturb, somePositions, someTokens, tinyConfig, tinyTransformer, tinyVocabulary } from './tiny.ts';

const [tokens, positions] = [someTokens(2, 6), somePositions(2, 6)];

test('normalised queries and keys: their size does not matter, and each has a scale', () => {
  const { model, parameters } = tinyTransformer({ ...tinyConfig, qkNorm: 'rms', epsilon: 1e-12 });
  disturb(parameters);
  const attention = parameters.scope('language').scope('blocks').scope(0).scope('attention');
  for (const name of ['queryNorm', 'keyNorm']) expect(attention.scope(name).get('scale').shape).toEqual([8]);
  const here = model.logits(tokens, positions).dataSync();
  const weight = attention.scope('queryKeyValue').get('weight');
  // Columns are [query | key | value], 16 each.
  const factors = Float32Array.from({ length: 48 }, (_, column) => (column < 16 ? 3 : column < 32 ? 0.5 : 1));
  weight.assign(tf.mul(weight, tf.tensor1d(factors)));
  expectClose(model.logits(tokens, positions).dataSync(), here, { relative: 1e-4, absolute: 1e-5 });
});

test('what starts at zero adds nothing to the stream, but learns', () => {
  const { model, parameters } = tinyTransformer({ ...tinyConfig, start: { residual: 'zero' } });
  const seen = activationsOf(() => model.logits(tokens, positions));
  const [first, last] = [0, 1].map((layer) => seen.get(`language.blocks.${layer}.residual`)![0].values);
  const table = parameters.get('language.embedding.weight') as tf.Tensor as tf.Tensor2D;
  expect(first).toEqual(tf.gather(table, tokens).dataSync());
  expect(last).toEqual(first);
  const loss = () => tf.sum(tf.square(model.logits(tokens, positions))).asScalar();
  for (const [name, variable] of parameters.entries()) {
    if (!name.endsWith('out.weight')) continue;
    const gradient = tf.variableGrads(loss, [variable]).grads[variable.name];
    expect(tf.max(tf.abs(gradient)).dataSync()[0], name).toBeGreaterThan(0);
  }
});

test('what TransNAR reads starts at zero too, and then its gates must be open', () => {
  const config = { ...tinyConfig, start: { residual: 'zero' } } as const;
  const { parameters } = tinyTransnar({}, config);
  for (const name of ['combine.out.weight', 'feedForward.out.weight']) {
    expect(tf.max(tf.abs(parameters.get(`reader.blocks.0.${name}`))).dataSync()[0]).toBe(0);
  }
  expect(() => tinyTransnar({ gate: 0 }, config)).toThrow('open the gate');
});

test('blocks that run twice are twice as many blocks with the same weights', () => {
  const { model, parameters } = tinyTransformer({ ...tinyConfig, loops: 2 });
  disturb(parameters);
  const unrolled = Parameters.seeded('unrolled');
  const deep = transformer({ ...tinyConfig, layers: 4 }, tinyVocabulary, unrolled);
  for (const [name, variable] of unrolled.entries()) {
    const shared = name.replace(/blocks\.(\d)/, (_, layer) => `blocks.${Number(layer) % 2}`);
    variable.assign(parameters.get(shared));
  }
  expect(parameters.count()).toBeLessThan(unrolled.count());
  const expected = deep.logits(tokens, positions).dataSync();
  expect(model.logits(tokens, positions).dataSync()).toEqual(expected);
  // What joins the stream twice as often starts as that of twice as many layers.
  const start = (of: Parameters) => of.get('language.blocks.1.feedForward.out.weight').dataSync();
  const [looped, stacked] = [Parameters.seeded(4), Parameters.seeded(4)];
  transformer({ ...tinyConfig, loops: 2 }, tinyVocabulary, looped);
  transformer({ ...tinyConfig, layers: 4 }, tinyVocabulary, stacked);
  expect(start(looped)).toEqual(start(stacked));
});

test('with a window, an embedding is a sum of rows, one for each token and distance', () => {
  const { model, parameters } = tinyTransformer({ ...tinyConfig, window: 3 });
  disturb(parameters);
  const row = (name: string, token: number) => {
    const table = parameters.get(`language.embedding.${name}weight`).arraySync() as number[][];
    return table[token];
  };
  const layers = Array.from({ length: 2 }, (_, layer) => `language.blocks.${layer}`);
  // With the blocks' results at 0, the stream is the embedding.
  for (const layer of layers) {
    for (const name of ['attention.out', 'feedForward.out']) {
      const weight = parameters.get(`${layer}.${name}.weight`);
      weight.assign(tf.zerosLike(weight));
    }
  }
  const seen = activationsOf(() => model.logits(tokens, positions)).get('language.blocks.1.residual')![0];
  const texts = tokens.arraySync();
  const expected = texts.flatMap((text) =>
    text.flatMap((token, t) => {
      const [one, two] = [1, 2].map((distance) =>
        row(`before.${distance}.`, text[t - distance] ?? tinyVocabulary),
      );
      return row('', token).map((value, d) => value + one[d] + two[d]);
    }),
  );
  expectClose(seen.values, expected, { relative: 1e-6, absolute: 1e-6 });
});
