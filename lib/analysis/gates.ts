/** The gates of a TransNAR: how far they are open, and closing them. */
import * as tf from '@tensorflow/tfjs';
import type { Parameters } from '../model/parameters.ts';
import { gatesOfBlock } from '../model/transnar/gated-block.ts';
import { readerBlocks } from '../model/transnar/transnar.ts';

/** How far the gates of one reading layer are open: tanh of the parameter, -1 to 1; 0 is closed. */
export interface Gates {
  /** The block after which the layer stands, from 0. */
  readonly layer: number;
  /** Of what is read from the graph, tanh(a). */
  readonly attention: number;
  /** Of the feed-forward layer after it, tanh(b). */
  readonly feedForward: number;
}

/** The gates of a TransNAR's layers, from the first to the last; none for a Transformer. */
export function gatesOf(parameters: Parameters): Gates[] {
  const opening = (gate: tf.Variable) => Math.fround(Math.tanh(gate.dataSync()[0]));
  return readerBlocks(parameters).map(({ layer, block }) => {
    const { attention, feedForward } = gatesOfBlock(block);
    return { layer, attention: opening(attention), feedForward: opening(feedForward) };
  });
}

/** Sets the gates of a TransNAR's reading layers to 0: what is left is its language model. A Transformer has none. */
export function closeGates(parameters: Parameters): void {
  for (const { block } of readerBlocks(parameters)) {
    for (const gate of Object.values(gatesOfBlock(block))) tf.tidy(() => gate.assign(tf.zerosLike(gate)));
  }
}
