/**
 * Weights in the layout of GPT-NeoX (Pythia and others on the Hugging Face hub): its `config.json` as our config, its
 * tensors as our parameters. The layout is that of `modeling_gpt_neox` in the transformers library.
 */
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { PositionScheme } from '../language-data/index.ts';
import type { Parameters } from '../parameters.ts';
import type { TransformerConfig } from './config.ts';
import type { LanguageModel } from './language-model.ts';
import { languageScope } from './transformer.ts';

/** A tensor of a file, row-major. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * How positions are shown, in the spellings of all versions of the library: `type` was `rope_type`. What stretches them
 * otherwise than in proportion is refused, since the model would see other positions than it was trained with.
 */
const ropeJson = z
  .looseObject({
    type: z.string().optional(),
    rope_type: z.string().optional(),
    factor: z.number().positive().optional(),
    rope_theta: z.number().positive().optional(),
    partial_rotary_factor: z.number().positive().optional(),
  })
  .transform(({ type, rope_type: kind = type ?? 'default', ...fields }) => ({ kind, ...fields }))
  .superRefine(({ kind, factor }, issues) => {
    const refuse = (message: string) => issues.addIssue({ code: 'custom', message });
    if (kind !== 'default' && kind !== 'linear') {
      refuse(`positions are scaled by the rule "${kind}": of such rules only "linear" can be applied`);
    }
    if (kind === 'linear' && factor === undefined) refuse('"linear" scaling needs a factor');
  })
  .nullish();

/** What of `config.json` decides the model, with the defaults of the transformers library where it says nothing. */
const gptNeoxJson = z.looseObject({
  model_type: z.literal('gpt_neox'),
  vocab_size: z.int().positive().default(50_432),
  hidden_size: z.int().positive().default(6144),
  num_hidden_layers: z.int().positive().default(44),
  num_attention_heads: z.int().positive().default(64),
  intermediate_size: z.int().positive().default(24_576),
  hidden_act: z.literal('gelu').default('gelu'),
  max_position_embeddings: z.int().positive().default(2048),
  layer_norm_eps: z.number().positive().default(1e-5),
  attention_bias: z.literal(true).default(true),
  tie_word_embeddings: z.literal(false).default(false),
  use_parallel_residual: z.boolean().default(true),
  rotary_pct: z.number().default(0.25),
  rotary_emb_base: z.number().default(10_000),
  rope_parameters: ropeJson,
  rope_scaling: ropeJson,
});

/** Throws, with all that does not fit, for a `config.json` that is no GPT-NeoX or one that our Transformer cannot be. */
export function gptNeoxConfig(
  json: unknown,
  positions: PositionScheme = { kind: 'sequential' },
): { config: TransformerConfig; vocabulary: number } {
  const parsed = gptNeoxJson.safeParse(json);
  if (!parsed.success) {
    throw new Error(`config.json is not a GPT-NeoX that can be read:\n${z.prettifyError(parsed.error)}`);
  }
  const { data } = parsed;
  const rope = data.rope_scaling ?? data.rope_parameters;
  const config: TransformerConfig = {
    width: data.hidden_size,
    layers: data.num_hidden_layers,
    heads: data.num_attention_heads,
    feedForward: data.intermediate_size,
    activation: 'gelu',
    residual: data.use_parallel_residual ? 'parallel' : 'sequential',
    norm: 'layer',
    epsilon: data.layer_norm_eps,
    biases: true,
    readOut: 'untied',
    rotary: {
      share: rope?.partial_rotary_factor ?? data.rotary_pct,
      base: rope?.rope_theta ?? data.rotary_emb_base,
      ...(rope?.kind === 'linear' && { factor: rope.factor }),
    },
    positions,
    context: data.max_position_embeddings,
  };
  return { config, vocabulary: data.vocab_size };
}

/**
 * Gives the language model, alone or within TransNAR, the weights of a GPT-NeoX file. The model must have been made with
 * the config of that file. `parameters` is what the model was made with.
 */
export function loadGptNeox(
  { config, vocabulary }: LanguageModel,
  parameters: Parameters,
  tensors: ReadonlyMap<string, NamedArray>,
): void {
  const values = fromGptNeox(tensors, config, vocabulary);
  for (const [name, variable] of parameters.scope(languageScope).entries()) {
    const value = values.get(name.slice(languageScope.length + 1));
    if (value?.shape.join() !== variable.shape.join()) {
      throw new Error(
        `A GPT-NeoX has no "${name}" of this shape: make the model with the config of its folder.`,
      );
    }
    tf.tidy(() => variable.assign(tf.tensor(value.data, variable.shape)));
  }
}

/** The tensors of a GPT-NeoX by the names of our parameters, in our layout. Throws if one is missing or misshapen. */
export function fromGptNeox(
  tensors: ReadonlyMap<string, NamedArray>,
  { width, layers, heads, feedForward }: TransformerConfig,
  vocabulary: number,
): Map<string, NamedArray> {
  const take = (name: string, ...shape: number[]): NamedArray => {
    const found = tensors.get(name);
    if (!found) throw new Error(`The GPT-NeoX weights have no tensor "${name}".`);
    if (found.shape.join() === shape.join()) return found;
    throw new Error(
      `Tensor "${name}" is [${found.shape.join(', ')}]; by config.json it is [${shape.join(', ')}].`,
    );
  };
  const ours = new Map<string, NamedArray>();
  const norm = (to: string, from: string) => {
    ours.set(`${to}.scale`, take(`${from}.weight`, width)).set(`${to}.offset`, take(`${from}.bias`, width));
  };
  const linear = (to: string, from: string, inputs: number, outputs: number) => {
    ours.set(`${to}.weight`, transposed(take(`${from}.weight`, outputs, inputs)));
    ours.set(`${to}.bias`, take(`${from}.bias`, outputs));
  };

  ours.set('embedding.weight', take('gpt_neox.embed_in.weight', vocabulary, width));
  for (let layer = 0; layer < layers; layer++) {
    const [to, from] = [`blocks.${layer}`, `gpt_neox.layers.${layer}`];
    norm(`${to}.attentionNorm`, `${from}.input_layernorm`);
    norm(`${to}.feedForwardNorm`, `${from}.post_attention_layernorm`);
    const projection = `${from}.attention.query_key_value`;
    const rows = headsTogether(take(`${projection}.weight`, 3 * width, width), heads);
    ours.set(`${to}.attention.queryKeyValue.weight`, transposed(rows));
    ours.set(
      `${to}.attention.queryKeyValue.bias`,
      headsTogether(take(`${projection}.bias`, 3 * width), heads),
    );
    linear(`${to}.attention.out`, `${from}.attention.dense`, width, width);
    linear(`${to}.feedForward.in`, `${from}.mlp.dense_h_to_4h`, width, feedForward);
    linear(`${to}.feedForward.out`, `${from}.mlp.dense_4h_to_h`, feedForward, width);
  }
  norm('finalNorm', 'gpt_neox.final_layer_norm');
  ours.set('readOut.weight', transposed(take('embed_out.weight', vocabulary, width)));
  return ours;
}

/** [out, in] to [in, out]. */
function transposed({ shape: [rows, columns], data }: NamedArray): NamedArray {
  const result = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = data[row * columns + column];
  }
  return { shape: [columns, rows], data: result };
}

/** GPT-NeoX keeps query, key and value of each head together; we keep all queries together, all keys, all values. */
function headsTogether({ shape, data }: NamedArray, heads: number): NamedArray {
  const block = data.length / (3 * heads); // the rows of one head's query
  const result = new Float32Array(data.length);
  for (let head = 0; head < heads; head++) {
    for (let part = 0; part < 3; part++) {
      const from = (head * 3 + part) * block;
      result.set(data.subarray(from, from + block), (part * heads + head) * block);
    }
  }
  return { shape, data: result };
}
