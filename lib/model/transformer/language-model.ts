/** What trainers and decoders know of a language model: the Transformer and TransNAR look the same to them. */
import * as tf from '@tensorflow/tfjs';
import { type Act, repeated } from '../../backend/index.ts';
import type { Memory } from '../memory.ts';
import { observed } from '../watch.ts';
import { AttentionCache, type AttendIn, attendCausally } from './attend.ts';
import type { TransformerConfig } from './config.ts';
import type { TransformerStack } from './stack.ts';

/** One memory for all layers that read, or one for each of them in order of depth. */
export type Memories = Memory | readonly Memory[];

/** B texts being written: the keys and values of all their tokens, and of the memory. */
export interface Decoding {
  /**
   * Reads the prompts, tokens and positions [B, T] (int32), padded at the end, to the logits after the tokens at `places`
   * [B, R] (int32): [B, R, V]. Once, before any step.
   */
  prefill(tokens: tf.Tensor2D, positions: tf.Tensor2D, places: tf.Tensor2D): tf.Tensor3D;
  /**
   * Reads one more token of each text, the last of [B, W], at positions and places among its tokens, both [B, 1] (int32);
   * before it stand those that its embedding sees (`window` of the config), V where there is none. It takes the place of
   * padding, if some was there. To logits [B, 1, V].
   */
  step(tokens: tf.Tensor2D, positions: tf.Tensor2D, places: tf.Tensor2D): tf.Tensor3D;
  /** Goes on with these of the texts alone, by their numbers among the B. */
  keep(texts: readonly number[]): void;
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
  logits(tokens: tf.Tensor2D, positions: tf.Tensor2D, memory?: Memories): tf.Tensor3D;
  /**
   * As {@link logits}, before the read-out: [B, T, D]; with `places` [B, R] (int32) of the tokens that are wanted, [B, R, D]
   * of those, for which the last layer computes nothing but keys and values of the others.
   */
  hidden(tokens: tf.Tensor2D, positions: tf.Tensor2D, memory?: Memories, places?: tf.Tensor2D): tf.Tensor3D;
  /** Rows of `hidden` [..., D] to logits [..., V]. */
  readOut(hidden: tf.Tensor): tf.Tensor;
  /** Mean cross-entropy of rows of `hidden` [C, D] against tokens [C] (int32) by weights [C], in nats. */
  readOutLoss(hidden: tf.Tensor2D, targets: tf.Tensor1D, weights: tf.Tensor1D): tf.Scalar;
  /** Starts writing texts of at most `capacity` tokens. */
  decode(capacity: number, memory?: Memories): Decoding;
}

/** What stands between the blocks of a stack and reads a memory. `P`: what is computed once for a memory. */
export interface MemoryReader<P extends tf.TensorContainer> {
  readonly readsAt: readonly number[];
  prepare(memory: Memories | undefined): P;
  /** What was computed for the memories of these of the texts alone, by their numbers: new tensors. */
  keep(prepared: P, texts: readonly number[]): P;
  /** After the block `layer`: x [B, T, D] to [B, T, D]. */
  read(x: tf.Tensor3D, layer: number, prepared: P): tf.Tensor3D;
}

/** Runs tokens through the stack and, after each block, through the reader. */
export function languageModel<P extends tf.TensorContainer>(
  stack: TransformerStack,
  reader: MemoryReader<P>,
): LanguageModel {
  const layers = stack.blocks.length * (stack.config.loops ?? 1);
  const run = (
    tokens: tf.Tensor2D,
    positions: tf.Tensor2D,
    prepared: P,
    attendIn: AttendIn,
    places: tf.Tensor2D | undefined,
  ): tf.Tensor3D => {
    let x = stack.embed(tokens, positions);
    for (let layer = 0; layer < layers; layer++) {
      const block = layer % stack.blocks.length;
      const attend = attendIn(layer, layer === layers - 1 ? places : undefined);
      const before = x;
      // What a layer makes on the way is free for the next one: of long texts it is most of the memory.
      x = tf.tidy(() => reader.read(stack.blocks[block](before, positions, attend), block, prepared));
    }
    return stack.finish(x);
  };
  const hidden: LanguageModel['hidden'] = (tokens, positions, memory, places) =>
    tf.tidy(() => {
      const attendIn: AttendIn = (_, chosen) => attendCausally(positions, chosen);
      return run(tokens, positions, reader.prepare(memory), attendIn, places);
    });
  return {
    config: stack.config,
    vocabulary: stack.vocabulary,
    readsAt: reader.readsAt,
    hidden,
    logits: (...inputs) => tf.tidy(() => stack.readOut(hidden(...inputs)) as tf.Tensor3D),
    readOut: (rows) => tf.tidy(() => stack.readOut(rows)),
    readOutLoss: (...inputs) => tf.tidy(() => stack.readOutLoss(...inputs)),
    decode(capacity, memory) {
      let prepared = tf.tidy(() => reader.prepare(memory));
      const cache = new AttentionCache(layers, capacity);
      const read = (...[tokens, positions, places]: tf.Tensor2D[]) =>
        stack.readOut(run(tokens, positions, prepared, cache.extend(positions, places), undefined));
      const again = repeated(read as Act);
      return {
        prefill: (tokens, positions, places) =>
          tf.tidy(() => {
            const last = run(tokens, positions, prepared, cache.begin(positions), places);
            return stack.readOut(last) as tf.Tensor3D;
          }),
        step: (...inputs) =>
          tf.tidy(() => (observed() ? read(...inputs) : again.run(...inputs)) as tf.Tensor3D),
        keep(texts) {
          again.forget();
          cache.keep(texts);
          const before = prepared;
          prepared = tf.tidy(() => reader.keep(before, texts));
          tf.dispose(before);
        },
        dispose() {
          again.forget();
          tf.dispose(prepared);
          cache.dispose();
        },
      };
    },
  };
}
