/** Weights in the layout of GPT-NeoX, against a plain implementation. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { Parameters } from '../../../lib/model/parameters.ts';
import {
  fromGptNeox,
  gptNeoxConfig,
  loadGptNeox,
  transformer,
  transformerPresets,
} from '../../../lib/model/transformer/index.ts';
import { expectClose } from '../../support/close.ts';
import { configJson, gptNeoxSizes, randomTensors } from '../../support/gpt-neox.ts';
import { plainGptNeox } from './plain-gpt-neox.ts';

const { vocabulary } = gptNeoxSizes;
const tensors = randomTensors();
const tokens = [3, 0, 12, 7, 7, 1];

describe.each([
  ['parallel', { use_parallel_residual: true }],
  ['sequential', { use_parallel_residual: false }],
])('a GPT-NeoX with %s residuals', (_, change) => {
  const { config } = gptNeoxConfig({ ...configJson, ...change });
  const parameters = Parameters.seeded(0);
  const model = transformer(config, vocabulary, parameters);
  loadGptNeox(model, parameters, tensors);

  test('gives the logits of a plain implementation', () => {
    const expected = plainGptNeox(
      {
        ...gptNeoxSizes,
        rotaryShare: 0.25,
        rotaryBase: 10_000,
        epsilon: 1e-5,
        parallel: change.use_parallel_residual,
        weights: new Map([...tensors].map(([name, { data }]) => [name, data])),
      },
      tokens,
    );
    const positions = tf.tensor2d([tokens.map((_token, t) => t)], [1, tokens.length], 'int32');
    const logits = model.logits(tf.tensor2d([tokens], [1, tokens.length], 'int32'), positions);
    expectClose(logits.dataSync(), expected.flat(), { relative: 1e-5, absolute: 1e-5 });
  });
});

test('a model of another config does not take the weights', () => {
  const { config } = gptNeoxConfig(configJson);
  const parameters = Parameters.seeded(0);
  const narrow = transformer({ ...config, feedForward: 20 }, vocabulary, parameters);
  expect(() => loadGptNeox(narrow, parameters, tensors)).toThrow('dense_h_to_4h.weight" is [40, 16]');
  expect(() => loadGptNeox({ ...narrow, config }, parameters, tensors)).toThrow(
    'no "language.blocks.0.feedForward.in.weight" of this shape',
  );
});

test('every tensor of ours is one of theirs, buffers apart', () => {
  const { config } = gptNeoxConfig(configJson);
  const parameters = Parameters.seeded(0);
  transformer(config, vocabulary, parameters);
  const ours = [...fromGptNeox(tensors, config, vocabulary).keys()].map((name) => `language.${name}`);
  expect(ours.sort()).toEqual([...parameters.entries().keys()].sort());
});

test('the paper preset is Pythia-70M, but for its positions', () => {
  const pythia70m = {
    ...configJson,
    hidden_size: 512,
    intermediate_size: 2048,
    max_position_embeddings: 2048,
    num_attention_heads: 8,
    num_hidden_layers: 6,
    vocab_size: 50304,
  };
  const { paper } = transformerPresets;
  expect(gptNeoxConfig(pythia70m, paper.positions)).toEqual({ config: paper, vocabulary: 50304 });
});

test('newer files name the rotary settings differently', () => {
  const { rotary_pct, rotary_emb_base, ...rest } = configJson;
  const rope_parameters = {
    partial_rotary_factor: rotary_pct,
    rope_theta: rotary_emb_base,
    rope_type: 'default',
  };
  expect(gptNeoxConfig({ ...rest, rope_parameters })).toEqual(gptNeoxConfig(configJson));
});

test('what is no GPT-NeoX, or has another form, is refused with the reason', () => {
  expect(() => gptNeoxConfig({ ...configJson, model_type: 'llama' })).toThrow('model_type');
  expect(() => gptNeoxConfig({ ...configJson, hidden_act: 'gelu_fast' })).toThrow('hidden_act');
  const { config } = gptNeoxConfig(configJson);
  const name = 'gpt_neox.layers.1.mlp.dense_h_to_4h.bias';
  const without = new Map(tensors);
  without.delete(name);
  expect(() => fromGptNeox(without, config, vocabulary)).toThrow(`no tensor "${name}"`);
  const misshapen = new Map(tensors).set(name, { shape: [39], data: new Float32Array(39) });
  expect(() => fromGptNeox(misshapen, config, vocabulary)).toThrow(
    `"${name}" is [39]; by config.json it is [40]`,
  );
});
