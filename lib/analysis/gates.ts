/** The gates of a TransNAR: how far they are open, and closing them. */
import * as tf from '@tensorflow/tfjs';
import type { Parameters } from '../model/parameters.ts';

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
  const opening = (gate: tf.Variable) => Math.tanh(gate.dataSync()[0]);
  return gateVariables(parameters).map(({ layer, attention, feedForward }) => ({
    layer,
    attention: opening(attention),
    feedForward: opening(feedForward),
  }));
}

/** Sets the gates of a TransNAR's reading layers to 0: what is left is its language model. A Transformer has none. */
export function closeGates(parameters: Parameters): void {
  for (const { attention, feedForward } of gateVariables(parameters)) {
    for (const gate of [attention, feedForward]) tf.tidy(() => gate.assign(tf.zerosLike(gate)));
  }
}

interface GateVariables {
  readonly layer: number;
  readonly attention: tf.Variable;
  readonly feedForward: tf.Variable;
}

/** A model loaded from a checkpoint is known by its parameters alone, so they are found by name. */
function gateVariables(parameters: Parameters): GateVariables[] {
  const entries = parameters.entries();
  return [...entries].flatMap(([name, attention]) => {
    const [, block, layer] = /^(reader\.blocks\.(\d+)\.)attentionGate$/.exec(name) ?? [];
    if (block === undefined) return [];
    return [{ layer: Number(layer), attention, feedForward: entries.get(`${block}feedForwardGate`)! }];
  });
}
