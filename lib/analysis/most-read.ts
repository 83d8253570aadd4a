/** What a TransNAR read most before each token that it wrote, as rows of a table. */
import type { Attention } from './attention.ts';
import { type AttentionChoice, attentionTo } from './attention-choice.ts';

/** For one token of an answer, the node and the edge that got the most attention. A type, so that it passes as a row. */
export type MostRead = {
  /** The token that is written, line ends and spaces made visible. */
  readonly writes: string;
  readonly node: string;
  /** Shares of the attention, 0 to 1; equal attention to all would be 1 / N and 1 / N^2. */
  readonly share: number;
  /** From one node's index to another's; empty for a model that reads nodes alone. */
  readonly edge: string;
  readonly edgeShare: number;
};

/** What was read most before each token of the answer was written; means over all layers and heads unless one is chosen. */
export function mostRead(attention: Attention, choice: AttentionChoice = {}): MostRead[] {
  const { tokens, nodes, toEdges } = attention;
  const count = nodes.length;
  const toNodes = attentionTo('nodes', attention, choice);
  const edges = toEdges && attentionTo('edges', attention, choice);
  return tokens.flatMap(({ part, text }, t) => {
    if (part === 'question' || t === 0) return [];
    // A token is written by what the one before it has read.
    const node = largest(toNodes, (t - 1) * count, count);
    const edge = edges && largest(edges, (t - 1) * count ** 2, count ** 2);
    return {
      writes: visible(text),
      node: nodes[node.at],
      share: rounded(node.value),
      edge: edge ? `${Math.floor(edge.at / count)} → ${edge.at % count}` : '',
      edgeShare: edge ? rounded(edge.value) : 0,
    };
  });
}

/** Spaces and line ends as signs that can be seen. */
export const visible = (text: string): string => text.replaceAll('\n', '\\n').replaceAll(' ', '·');

const rounded = (value: number) => Number(value.toFixed(3));

function largest(values: Float32Array, start: number, length: number): { at: number; value: number } {
  const own = values.subarray(start, start + length);
  const at = own.reduce((best, value, i) => (value > own[best] ? i : best), 0);
  return { at, value: own[at] };
}
