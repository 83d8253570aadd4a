/** What trainers and decoders know of a language model: the Transformer and TransNAR look the same to them. */
import * as tf from '@tensorflow/tfjs';
import { KeyValueCache, causalAttention } from '../../backend/index.ts';
import type { Memory } from '../memory.ts';
import type { Attend } from './block.ts';
import type { TransformerConfig } from './config.ts';
import type { TransformerStack } from './stack.ts';

/** One memory for all layers that read, or one for each of them in order of depth. */
export type Memories = Memory | readonly Memory[];

/** What one layer did with the memory. */
export interface MemoryReading {
  /** The block after which it stands, from 0. */
  readonly layer: number;
  /** How far its gates are open: tanh, -1 to 1. */
  readonly gates: { readonly attention: number; readonly feedForward: number };
  /** Sizes of the arrays below: batch, heads, tokens, nodes. */
  readonly shape: {
    readonly batch: number;
    readonly heads: number;
    readonly tokens: number;
    readonly nodes: number;
  };
  /** Attention from tokens to nodes [B, heads, T, N]; 0 at padded nodes, 1 in sum. */
  readonly nodes: Float32Array;
  /** Attention from tokens to edges [B, heads, T, N, N]; absent if the layer reads nodes alone. */
  readonly edges?: Float32Array;
}

/** Is told what every reading layer does. */
export type Inspect = (reading: MemoryReading) => void;

/** B texts being written: the keys and values of all their tokens, and of the memory. */
export interface Decoding {
  /** Reads the prompts, tokens and positions [B, T] (int32), padded at the end: [B, T, D]. Once, before any step. */
  prefill(tokens: tf.Tensor2D, positions: tf.Tensor2D): tf.Tensor3D;
  /** Reads one more token of each text, [B, 1]; `visible` [B, tokens so far] is 0 at padding: [B, 1, D]. */
  step(tokens: tf.Tensor2D, positions: tf.Tensor2D, visible: tf.Tensor2D): tf.Tensor3D;
  dispose(): void;
}

/** B batch, T tokens, D width, V vocabulary. */
export interface LanguageModel {
  readonly config: TransformerConfig;
  readonly vocabulary: number;
  /**
   * For every layer that reads a memory, which of the reasoner's steps it reads, as a share of them all: 1 is the last.
   * Empty for a Transformer, which reads none and ignores any.
   */
  readonly readsAt: readonly number[];
  /** Tokens and positions [B, T] (int32) to logits [B, T, V]; token t sees the tokens up to t. */
  logits(tokens: tf.Tensor2D, positions: tf.Tensor2D, memory?: Memories, inspect?: Inspect): tf.Tensor3D;
  /** As {@link logits}, before the read-out: [B, T, D]. */
  hidden(tokens: tf.Tensor2D, positions: tf.Tensor2D, memory?: Memories, inspect?: Inspect): tf.Tensor3D;
  /** Rows of `hidden` [..., D] to logits [..., V]. */
  readOut(hidden: tf.Tensor): tf.Tensor;
  /** Starts writing texts of at most `capacity` tokens. */
  decode(capacity: number, memory?: Memories): Decoding;
}

/** What stands between the blocks of a stack and reads a memory. `P`: what is computed once for a memory. */
export interface MemoryReader<P extends tf.TensorContainer> {
  readonly readsAt: readonly number[];
  prepare(memory: Memories | undefined): P;
  /** After the block `layer`: x [B, T, D] to [B, T, D]. */
  read(x: tf.Tensor3D, layer: number, prepared: P, inspect?: Inspect): tf.Tensor3D;
}

/** Runs tokens through the stack and, after each block, through the reader. */
export function languageModel<P extends tf.TensorContainer>(
  stack: TransformerStack,
  reader: MemoryReader<P>,
): LanguageModel {
  const run = (
    tokens: tf.Tensor2D,
    positions: tf.Tensor2D,
    prepared: P,
    attendOf: (layer: number) => Attend,
    inspect?: Inspect,
  ): tf.Tensor3D => {
    let x = stack.embed(tokens);
    stack.blocks.forEach((block, layer) => {
      x = reader.read(block(x, positions, attendOf(layer)), layer, prepared, inspect);
    });
    return stack.finish(x);
  };
  const hidden: LanguageModel['hidden'] = (tokens, positions, memory, inspect) =>
    tf.tidy(() => run(tokens, positions, reader.prepare(memory), () => causalAttention, inspect));
  return {
    config: stack.config,
    vocabulary: stack.vocabulary,
    readsAt: reader.readsAt,
    hidden,
    logits: (...inputs) => tf.tidy(() => stack.readOut(hidden(...inputs)) as tf.Tensor3D),
    readOut: (rows) => tf.tidy(() => stack.readOut(rows)),
    decode(capacity, memory) {
      const prepared = tf.tidy(() => reader.prepare(memory));
      const caches = stack.blocks.map(() => new KeyValueCache(capacity));
      return {
        prefill: (tokens, positions) =>
          tf.tidy(() =>
            run(tokens, positions, prepared, (layer) => (q, k, v) => {
              caches[layer].append(k, v);
              return causalAttention(q, k, v);
            }),
          ),
        step: (tokens, positions, visible) =>
          tf.tidy(() =>
            run(tokens, positions, prepared, (layer) => (q, k, v) => {
              caches[layer].append(k, v);
              return caches[layer].attend(q, visible);
            }),
          ),
        dispose() {
          tf.dispose(prepared);
          for (const cache of caches) cache.dispose();
        },
      };
    },
  };
}
