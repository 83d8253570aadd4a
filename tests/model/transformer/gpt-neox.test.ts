import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { Parameters } from '../../../lib/model/parameters.ts';
import {
  type NamedArray,
  fromGptNeox,
  gptNeoxConfig,
  loadGptNeox,
  transformer,
  transformerPresets,
} from '../../../lib/model/transformer/index.ts';
import { keyed } from '../../../lib/random/index.ts';
import { expectClose } from '../../support/close.ts';
import { plainGptNeox } from './plain-gpt-neox.ts';

const [hidden, layers, heads, inner, vocabulary] = [16, 2, 2, 40, 13];

/** A `config.json` as the hub has it, with what we do not read. */
const json = {
  architectures: ['GPTNeoXForCausalLM'],
  bos_token_id: 0,
  eos_token_id: 0,
  hidden_act: 'gelu',
  hidden_size: hidden,
  initializer_range: 0.02,
  intermediate_size: inner,
  layer_norm_eps: 1e-5,
  max_position_embeddings: 64,
  model_type: 'gpt_neox',
  num_attention_heads: heads,
  num_hidden_layers: layers,
  rotary_emb_base: 10000,
  rotary_pct: 0.25,
  tie_word_embeddings: false,
  torch_dtype: 'float16',
  use_cache: true,
  use_parallel_residual: true,
  vocab_size: vocabulary,
};

/** Random tensors by the names and shapes of a `model.safetensors`, buffers included. */
function randomTensors(): Map<string, NamedArray> {
  const tensors = new Map<string, NamedArray>();
  const add = (name: string, shape: number[], centre = 0) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const values = keyed('gpt-neox', name).uniforms(size, centre - 0.5, centre + 0.5);
    tensors.set(name, { shape, data: Float32Array.from(values) });
  };
  const norm = (name: string) => {
    add(`${name}.weight`, [hidden], 1);
    add(`${name}.bias`, [hidden]);
  };
  const linear = (name: string, outputs: number, inputs: number) => {
    add(`${name}.weight`, [outputs, inputs]);
    add(`${name}.bias`, [outputs]);
  };
  add('gpt_neox.embed_in.weight', [vocabulary, hidden]);
  for (let layer = 0; layer < layers; layer++) {
    const at = `gpt_neox.layers.${layer}`;
    norm(`${at}.input_layernorm`);
    norm(`${at}.post_attention_layernorm`);
    add(`${at}.attention.bias`, [1, 1, 64, 64]);
    add(`${at}.attention.masked_bias`, []);
    add(`${at}.attention.rotary_emb.inv_freq`, [2]);
    linear(`${at}.attention.query_key_value`, 3 * hidden, hidden);
    linear(`${at}.attention.dense`, hidden, hidden);
    linear(`${at}.mlp.dense_h_to_4h`, inner, hidden);
    linear(`${at}.mlp.dense_4h_to_h`, hidden, inner);
  }
  norm('gpt_neox.final_layer_norm');
  add('embed_out.weight', [vocabulary, hidden]);
  return tensors;
}

const tensors = randomTensors();
const tokens = [3, 0, 12, 7, 7, 1];

describe.each([
  ['parallel', { use_parallel_residual: true }],
  ['sequential', { use_parallel_residual: false }],
])('a GPT-NeoX with %s residuals', (_, change) => {
  const { config } = gptNeoxConfig({ ...json, ...change });
  const parameters = Parameters.seeded(0);
  const model = transformer(config, vocabulary, parameters);
  loadGptNeox(model, parameters, tensors);

  test('gives the logits of a plain implementation', () => {
    const expected = plainGptNeox(
      {
        hidden,
        layers,
        heads,
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
  const { config } = gptNeoxConfig(json);
  const parameters = Parameters.seeded(0);
  const narrow = transformer({ ...config, feedForward: 20 }, vocabulary, parameters);
  expect(() => loadGptNeox(narrow, parameters, tensors)).toThrow('dense_h_to_4h.weight" is [40, 16]');
  expect(() => loadGptNeox({ ...narrow, config }, parameters, tensors)).toThrow(
    'no "language.blocks.0.feedForward.in.weight" of this shape',
  );
});

test('every tensor of ours is one of theirs, buffers apart', () => {
  const { config } = gptNeoxConfig(json);
  const parameters = Parameters.seeded(0);
  transformer(config, vocabulary, parameters);
  const ours = [...fromGptNeox(tensors, config, vocabulary).keys()].map((name) => `language.${name}`);
  expect(ours.sort()).toEqual([...parameters.entries().keys()].sort());
});

test('the paper preset is Pythia-70M, but for its positions', () => {
  const pythia70m = {
    ...json,
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
  const { rotary_pct, rotary_emb_base, ...rest } = json;
  const rope_parameters = {
    partial_rotary_factor: rotary_pct,
    rope_theta: rotary_emb_base,
    rope_type: 'default',
  };
  expect(gptNeoxConfig({ ...rest, rope_parameters })).toEqual(gptNeoxConfig(json));
});

test('what is no GPT-NeoX, or has another form, is refused with the reason', () => {
  expect(() => gptNeoxConfig({ ...json, model_type: 'llama' })).toThrow('model_type');
  expect(() => gptNeoxConfig({ ...json, hidden_act: 'gelu_fast' })).toThrow('hidden_act');
  const { config } = gptNeoxConfig(json);
  const name = 'gpt_neox.layers.1.mlp.dense_h_to_4h.bias';
  const without = new Map(tensors);
  without.delete(name);
  expect(() => fromGptNeox(without, config, vocabulary)).toThrow(`no tensor "${name}"`);
  const misshapen = new Map(tensors).set(name, { shape: [39], data: new Float32Array(39) });
  expect(() => fromGptNeox(misshapen, config, vocabulary)).toThrow(
    `"${name}" is [39]; by config.json it is [40]`,
  );
});
