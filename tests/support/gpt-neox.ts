/** A small GPT-NeoX as the Hugging Face hub has it: `config.json`, `tokenizer.json` and the tensors, at random. */
import type { NamedArray } from '../../lib/model/transformer/index.ts';
import { keyed } from '../../lib/random/index.ts';

/**
 * A small `tokenizer.json` in the form of GPT-NeoX: byte-level BPE, two special tokens first, and runs of spaces as added
 * tokens that are matched before anything else. Bytes are written as GPT-2 does: a space as Ġ, a line end as Ċ.
 */
const bytes = [...'abcdefghijklmnopqrstuvwxyz0123456789.,:[]_|', 'Ġ', 'Ċ'];
const merges = ['Ċ Ċ', 'b f', 'bf s', 'Ġ 1', 'i n', 'm in', 'min i', 'mini m', 'u m', 'minim um'];
export const tokenizerPieces = [
  '<|endoftext|>',
  '<|padding|>',
  ...bytes,
  ...merges.map((merge) => merge.replace(' ', '')),
];
const added = (id: number, content: string, special: boolean) => ({
  id,
  content,
  special,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: !special,
});
export const tokenizerJson = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [
    added(0, '<|endoftext|>', true),
    added(1, '<|padding|>', true),
    added(tokenizerPieces.length, '    ', false),
    added(tokenizerPieces.length + 1, '  ', false),
  ],
  normalizer: { type: 'NFC' },
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
  post_processor: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
  decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
  model: {
    type: 'BPE',
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    vocab: Object.fromEntries(tokenizerPieces.map((piece, id) => [piece, id])),
    merges,
  },
};

export const gptNeoxSizes = {
  hidden: 16,
  layers: 2,
  heads: 2,
  inner: 40,
  vocabulary: tokenizerPieces.length + 2,
};
const { hidden, layers, heads, inner, vocabulary } = gptNeoxSizes;

/** A `config.json` as the hub has it, with what we do not read. */
export const configJson = {
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
export function randomTensors(): Map<string, NamedArray> {
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
