/** Decoders and decisions of the plain reasoner: from what is read after a step to logits, and on to values. */
import type { Feature, ProbeSpec } from '../../../../lib/dataset/index.ts';
import { add, largest, logSumExp, range, sigmoid } from '../../../support/plain-math.ts';

/** Values or logits of one probe, row by row; a pointer has a row of N for each item. */
export type Values = readonly number[];

/** x W + b, by the names of the two. */
export type Layer = (name: string, x: readonly number[]) => number[];

export interface Reading {
  readonly nodes: number[][];
  readonly edges: number[][][];
  readonly graph: number[];
}

export function decode(
  layers: Layer,
  name: string,
  probe: ProbeSpec,
  { nodes, edges, graph }: Reading,
  noise?: Values,
): Values {
  const layer: Layer = (part, x) => layers(`decoders.${name}.${part}`, x);
  const all = range(nodes.length);
  const { location, type } = probe;
  const pair = (i: number, j: number) =>
    add(layer('rows', nodes[i]), layer('columns', nodes[j]), layer('edges', edges[i][j]));
  const whole = () => add(layer('nodes', largest(nodes)), layer('graph', graph));
  const score = (a: number[], b: number[]) =>
    layer(
      'out',
      a.map((x, h) => Math.max(x, b[h])),
    )[0];
  const pointer = type === 'pointer' || type === 'permutation_pointer';
  if (!pointer && location === 'node') return nodes.flatMap((x) => layer('nodes', x));
  if (!pointer && location === 'edge') return all.flatMap((i) => all.flatMap((j) => pair(i, j)));
  if (!pointer) return whole();
  if (location === 'graph') return all.map((k) => whole()[0] + layer('choices', nodes[k])[0]);
  if (location === 'edge') {
    return all.flatMap((i) =>
      all.flatMap((j) => all.map((k) => score(pair(i, j), layer('choices', nodes[k])))),
    );
  }
  // The edge is read from the target to the source, as in the reference.
  const logits = all.flatMap((i) =>
    all.map((j) =>
      score(layer('sources', nodes[i]), add(layer('targets', nodes[j]), layer('edges', edges[j][i]))),
    ),
  );
  if (type === 'pointer') return logits;
  const noisy = noise ? logits.map((logit, i) => logit + noise[i]) : logits;
  return logSinkhorn(noisy, nodes.length, 10);
}

/** Logarithms of a matrix that is nearly doubly stochastic, with nothing on its diagonal (arXiv 1802.08665). */
export function logSinkhorn(logits: Values, nodes: number, iterations: number): Values {
  const all = range(nodes);
  let x = all.map((i) => all.map((j) => logits[i * nodes + j] / 0.1 - (i === j ? 1e6 : 0)));
  for (let iteration = 0; iteration < iterations; iteration++) {
    x = x.map((row) => row.map((value) => value - logSumExp(row)));
    const columns = all.map((j) => logSumExp(x.map((row) => row[j])));
    x = x.map((row) => row.map((value, j) => value - columns[j]));
  }
  return x.flat();
}

/** Rows over which a choice is made; each number by itself where there is none. */
export function rowsOf(
  { type, classes }: Omit<ProbeSpec, 'stage'>,
  values: Values,
  nodes: number,
): number[][] {
  const width = type === 'categorical' ? classes : type === 'scalar' || type === 'mask' ? 1 : nodes;
  return range(values.length / width).map((row) => values.slice(row * width, (row + 1) * width));
}

/** Probabilities of decisions. */
export function softValue(probe: ProbeSpec, logits: Values, nodes: number): Values {
  if (probe.type === 'scalar') return logits;
  if (probe.type === 'mask') return logits.map(sigmoid);
  return rowsOf(probe, logits, nodes).flatMap((row) => row.map((logit) => Math.exp(logit - logSumExp(row))));
}

export function hardValue(probe: ProbeSpec, logits: Values, nodes: number): Values {
  if (probe.type === 'scalar') return logits;
  if (probe.type === 'mask') return logits.map((logit) => (logit > 0 ? 1 : 0));
  return rowsOf(probe, logits, nodes).flatMap((row) => {
    const best = row.indexOf(Math.max(...row));
    return row.map((_, k) => (k === best ? 1 : 0));
  });
}

/** The values of one step as numbers; an index becomes a one-hot row. */
export function denseAt(feature: Feature, nodes: number, step: number): Values {
  const { location, type, classes } = feature;
  const items = location === 'node' ? nodes : location === 'edge' ? nodes ** 2 : 1;
  const width =
    type === 'categorical' ? items * classes : type === 'permutation_pointer' ? items * nodes : items;
  const values = Array.from(feature.data.subarray(step * width, (step + 1) * width));
  if (type !== 'pointer') return values;
  return values.flatMap((index) => Array.from({ length: nodes }, (_, k) => (k === index ? 1 : 0)));
}
