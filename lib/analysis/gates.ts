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

const attentionGate = /^reader\.blocks\.(\d+)\.attentionGate$/;

/** The gates of a TransNAR's layers, from the first to the last; none for a Transformer. */
export function gatesOf(parameters: Parameters): Gates[] {
  const entries = parameters.entries();
  const opening = (name: string) => Math.tanh(entries.get(name)!.dataSync()[0]);
  return [...entries.keys()].flatMap((name) => {
    const layer = attentionGate.exec(name)?.[1];
    if (layer === undefined) return [];
    return [
      {
        layer: Number(layer),
        attention: opening(name),
        feedForward: opening(name.replace('attentionGate', 'feedForwardGate')),
      },
    ];
  });
}
