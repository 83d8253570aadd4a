/** What one model looked at while it answered, packed for the page. */
import type { Attention, AttentionToken, TextAttention } from '../../analysis/index.ts';
import type { ExplorerReading } from './data.ts';
import { type Grade, coarse, fine, packWeights } from './weights.ts';

/** The reading of an answer: its tokens, what they look at in the text and, in a model that reads one, in the graph. */
export function explorerReading(
  tokens: readonly AttentionToken[],
  text: TextAttention,
  graph: Attention | undefined,
): ExplorerReading {
  const questionTokens = tokens.filter(({ part }) => part === 'question').length;
  return {
    tokens: tokens.map((token) => token.text),
    questionTokens,
    text: perHead(text.layers, text.heads, (head) =>
      textRows(text.toTokens, head, tokens.length, questionTokens - 1),
    ),
    graph: graph ? graphLayers(graph, questionTokens - 1) : [],
  };
}

/** Rows of the tokens from `writing` on, each as far as itself: what follows is 0. */
function textRows(weights: Float32Array, head: number, count: number, writing: number): string {
  const rows = Array.from({ length: count - writing }, (_, row) => {
    const start = (head * count + writing + row) * count;
    return packWeights(weights.subarray(start, start + writing + row + 1), coarse);
  });
  return rows.join('');
}

function graphLayers({ layers, heads, tokens, nodes, toNodes, toEdges }: Attention, writing: number) {
  const rows = (weights: Float32Array, head: number, width: number, from: number, grade: Grade) => {
    const end = (head + 1) * tokens.length * width;
    return packWeights(weights.subarray(end - (tokens.length - from) * width, end), grade);
  };
  const packed = perHead(layers.length, heads, (head) => ({
    nodes: rows(toNodes, head, nodes.length, 0, fine),
    ...(toEdges && { edges: rows(toEdges, head, nodes.length ** 2, writing, coarse) }),
  }));
  return layers.map((gates, layer) => ({ ...gates, heads: packed[layer] }));
}

/** [layer][head] of something for the heads of all layers, counted through. */
const perHead = <T>(layers: number, heads: number, of: (head: number) => T): T[][] =>
  Array.from({ length: layers }, (_, layer) =>
    Array.from({ length: heads }, (__, head) => of(layer * heads + head)),
  );
