/**
 * TransNAR once more, in plain loops and float64, straight from its definition (arXiv 2406.09308, section 3; the gated
 * block of arXiv 2204.14198; RMS norm of arXiv 1910.07467; rotary positions of arXiv 2104.09864): what the library's
 * model is held against. One text and one graph at a time: no batch, no padding, no mask and no cache.
 */
import type { CombineKind } from '../../../lib/model/transnar/reading/index.ts';
import { add, affine, gelu, logSumExp } from '../../support/plain-math.ts';

export interface PlainTransnar {
  readonly layers: number;
  readonly heads: number;
  readonly rotary: { readonly share: number; readonly base: number };
  readonly epsilon: number;
  /** Of the blocks that read the memory. */
  readonly reader: {
    readonly layers: readonly number[];
    readonly heads: number;
    /** How what is read of nodes and of edges comes together. */
    readonly combine: CombineKind;
    /** Sines and cosines of a node's index, numbers per index. */
    readonly indexFeatures: number;
  };
  /** A parameter by its name: weights are [in, out] row by row. */
  readonly weights: (name: string) => ArrayLike<number> | undefined;
}

/** What is read: the features of each node [N][Fn], and of each pair of nodes [N][N][Fe]. */
export interface PlainMemory {
  readonly nodes: readonly (readonly number[])[];
  readonly edges: readonly (readonly (readonly number[])[])[];
  /** What the text calls each node; absent: its index. */
  readonly labels?: readonly number[];
}

type Vector = readonly number[];

/** Logits [T][V] of tokens at their positions; `memories` has one for each reading layer. */
export function plainTransnar(
  model: PlainTransnar,
  tokens: readonly number[],
  positions: readonly number[],
  memories: readonly PlainMemory[],
): number[][] {
  const { layers, heads, rotary, epsilon, reader } = model;
  const linear = (name: string, x: Vector) =>
    affine(x, model.weights(`${name}.weight`)!, model.weights(`${name}.bias`));
  const norm = (name: string, x: Vector) => rmsNorm(x, model.weights(`${name}.scale`)!, epsilon);
  const feedForward = (name: string, x: Vector) => linear(`${name}.out`, linear(`${name}.in`, x).map(gelu));
  const table = model.weights('language.embedding.weight')!;
  const width = model.weights('language.finalNorm.scale')!.length;

  let stream: number[][] = tokens.map((token) =>
    Array.from({ length: width }, (_, i) => table[token * width + i]),
  );
  for (let layer = 0; layer < layers; layer++) {
    const at = `language.blocks.${layer}`;
    const projected = stream.map((x) =>
      linear(`${at}.attention.queryKeyValue`, norm(`${at}.attentionNorm`, x)),
    );
    const part = (which: number) => projected.map((x) => x.slice(which * width, (which + 1) * width));
    const turned = (which: number) =>
      part(which).map((x, t) => byHead(x, heads, (own) => rotate(own, positions[t], rotary)));
    const [queries, keys, values] = [turned(0), turned(1), part(2)];
    stream = stream.map((x, t) => {
      const read = attention(queries[t], keys.slice(0, t + 1), values.slice(0, t + 1), heads);
      const attended = add(x, linear(`${at}.attention.out`, read));
      return add(attended, feedForward(`${at}.feedForward`, norm(`${at}.feedForwardNorm`, attended)));
    });

    const reading = reader.layers.indexOf(layer);
    if (reading < 0) continue;
    const own = `reader.blocks.${layer}`;
    const shown = shownOf(memories[reading], reader.indexFeatures, norm);
    const open = (gate: string) => Math.tanh(model.weights(`${own}.${gate}`)![0]);
    const scaled = (factor: number, x: Vector) => x.map((value) => factor * value);
    stream = stream.map((x) => {
      const asked = norm(`${own}.attentionNorm`, x);
      const readFrom = (what: 'nodes' | 'edges') => {
        const [k, v] = ['key', 'value'].map((role) =>
          shown[what]().map((each) => linear(`${own}.${what}.${role}`, each)),
        );
        return attention(linear(`${own}.${what}.query`, asked), k, v, reader.heads);
      };
      const hidden = (both: Vector) => linear(`${own}.combine.hidden`, both).map(gelu);
      const both = combined[reader.combine](
        () => readFrom('nodes'),
        () => readFrom('edges'),
        hidden,
      );
      const attended = add(x, scaled(open('attentionGate'), linear(`${own}.combine.out`, both)));
      const further = feedForward(`${own}.feedForward`, norm(`${own}.feedForwardNorm`, attended));
      return add(attended, scaled(open('feedForwardGate'), further));
    });
  }
  return stream.map((x) => linear('language.readOut', norm('language.finalNorm', x)));
}

type Read = () => Vector;

/** What the last linear map is given, of what is read of the nodes and of the edges (paper, section 3). */
const combined: Record<CombineKind, (nodes: Read, edges: Read, hidden: (x: Vector) => Vector) => Vector> = {
  'concat-linear': (nodes, edges) => [...nodes(), ...edges()],
  sum: (nodes, edges) => add(nodes(), edges()),
  mlp: (nodes, edges, hidden) => hidden([...nodes(), ...edges()]),
  'gram-schmidt'(nodes, edges) {
    const [x, y] = [nodes(), edges()];
    const share = dot(x, y) / (dot(x, x) + 1e-6);
    return x.map((value, i) => value + y[i] - share * value);
  },
  'nodes-only': (nodes) => nodes(),
};

const dot = (a: Vector, b: Vector) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** What tokens meet: normalised nodes, and normalised edges in a row, each with the waves of its node or of both its ends. */
function shownOf(
  { nodes, edges, labels }: PlainMemory,
  features: number,
  norm: (name: string, x: Vector) => number[],
) {
  const called = (i: number) => waves(labels?.[i] ?? i, features);
  return {
    nodes: () => nodes.map((x, i) => [...norm('reader.nodesNorm', x), ...called(i)]),
    edges: () =>
      edges.flatMap((row, i) =>
        row.map((x, j) => [...norm('reader.edgesNorm', x), ...called(i), ...called(j)]),
      ),
  };
}

/** Sines, then cosines, of the index over wavelengths of 2 pi to nearly 200 pi. */
function waves(index: number, features: number): number[] {
  const pairs = features / 2;
  const angles = Array.from({ length: pairs }, (_, pair) => index / 100 ** (pair / pairs));
  return [...angles.map(Math.sin), ...angles.map(Math.cos)];
}

/** The mean of the values, weighted by softmax(q k / sqrt(d)), in each head. */
function attention(
  query: Vector,
  keys: readonly Vector[],
  values: readonly Vector[],
  heads: number,
): number[] {
  const size = query.length / heads;
  const result = query.map(() => 0);
  for (let head = 0; head < heads; head++) {
    const [from, to] = [head * size, (head + 1) * size];
    const own = query.slice(from, to);
    const scores = keys.map((key) => own.reduce((sum, q, i) => sum + q * key[from + i], 0) / Math.sqrt(size));
    const total = logSumExp(scores);
    scores.forEach((score, s) => {
      for (let i = from; i < to; i++) result[i] += Math.exp(score - total) * values[s][i];
    });
  }
  return result;
}

function byHead(x: Vector, heads: number, map: (own: Vector) => number[]): number[] {
  const size = x.length / heads;
  return Array.from({ length: heads }, (_, head) => map(x.slice(head * size, (head + 1) * size))).flat();
}

/** Dimensions i and i + r/2 of the first r turn together by position * base^(-2i/r). */
function rotate(x: Vector, position: number, { share, base }: PlainTransnar['rotary']): number[] {
  const rotated = x.length * share;
  const half = rotated / 2;
  const turned = [...x];
  for (let i = 0; i < half; i++) {
    const angle = position * base ** (-i / half);
    turned[i] = x[i] * Math.cos(angle) - x[i + half] * Math.sin(angle);
    turned[i + half] = x[i + half] * Math.cos(angle) + x[i] * Math.sin(angle);
  }
  return turned;
}

function rmsNorm(x: Vector, scale: ArrayLike<number>, epsilon: number): number[] {
  const square = x.reduce((sum, value) => sum + value ** 2, 0) / x.length;
  return x.map((value, i) => (value / Math.sqrt(square + epsilon)) * scale[i]);
}
