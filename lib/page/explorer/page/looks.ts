/** The weights of one model's reading, of one layer and head or as means. */
import type { ExplorerReading } from '../data.ts';
import { unpackWeights } from '../weights.ts';

/** From 0; undefined: the mean over all. */
export interface LooksChoice {
  readonly layer: number | undefined;
  readonly head: number | undefined;
}

/** What each token of a text looks at; undefined where that was not kept or is not read. */
export interface Looks {
  /** The first token that writes: of it and those that follow, more is kept. */
  readonly writing: number;
  /** Of N nodes. */
  readonly nodes: (token: number) => Float64Array | undefined;
  /** Of N x N edges, row by row. */
  readonly edges: (token: number) => Float64Array | undefined;
  /** Of the tokens as far as itself. */
  readonly text: (token: number) => Float64Array | undefined;
}

export function looksOf(reading: ExplorerReading, nodes: number, { layer, head }: LooksChoice): Looks {
  const { tokens, questionTokens, graph, text } = reading;
  const writing = questionTokens - 1;
  const pick = <T>(all: readonly T[], index: number | undefined) =>
    index === undefined ? all : all.slice(index, index + 1);
  const heads = graph
    .filter((each) => layer === undefined || each.layer === layer)
    .flatMap((each) => pick(each.heads, head));
  const toNodes = meanOf(heads.map((each) => each.nodes));
  const toEdges = meanOf(heads.flatMap(({ edges }) => edges ?? []));
  const toText = meanOf(pick(text, layer).flatMap((each) => pick(each, head)));
  const row = (all: Float64Array | undefined, at: number, width: number) =>
    at < 0 ? undefined : all?.subarray(at * width, (at + 1) * width);
  /** Where the row of each token that writes begins: every row is one longer than that before it. */
  const starts = tokens.slice(writing).map((_, row) => row * questionTokens + (row * (row - 1)) / 2);
  return {
    writing,
    nodes: (token) => row(toNodes, token, nodes),
    edges: (token) => row(toEdges, token - writing, nodes ** 2),
    text(token) {
      const start = starts.at(token - writing);
      return token < writing || start === undefined ? undefined : toText?.subarray(start, start + token + 1);
    },
  };
}

/** Where the largest of some weights stands. */
export const strongest = (weights: Float32Array | Float64Array): number =>
  weights.indexOf(Math.max(...weights));

function meanOf(packed: readonly string[]): Float64Array | undefined {
  if (packed.length === 0) return undefined;
  const sum = unpackWeights(packed[0]);
  for (const other of packed.slice(1)) {
    const weights = unpackWeights(other);
    for (let i = 0; i < sum.length; i++) sum[i] += weights[i];
  }
  return sum.map((weight) => weight / packed.length);
}
