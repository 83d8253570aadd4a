/**
 * The Triplet-GMPNN once more, and ReNAR's encoder (arXiv 2606.00559) where there are parameters of it, in plain loops and float64, straight from its definition (arXiv 2209.11142 and the
 * reference's nets.py): what the library's reasoner and its losses are held against. One sample at a time, so there is no
 * padding, no batch and no mask; nothing of `lib/model` is used.
 */
import type { Spec, Stage, Trajectory } from '../../../../lib/dataset/index.ts';
import { add, affine, largest, range, relu, sigmoid, zeros } from '../../../support/plain-math.ts';
import { type Layer, type Reading, type Values, decode, denseAt, hardValue, softValue } from './decoders.ts';

export interface PlainNar {
  readonly width: number;
  /** A parameter by its name below `nar.algorithms.NAME` or `nar.processor`; `undefined` if there is none. */
  readonly weights: (name: string) => ArrayLike<number> | undefined;
}

export interface PlainOptions {
  readonly messagePassingSteps?: number;
  readonly reprediction?: 'soft' | 'hard';
  /** Whether step t, from 1, is given the true hints instead of those predicted. */
  readonly forced?: (step: number) => boolean;
  /** What the new state [N * H] of step t is multiplied with. */
  readonly dropout?: (step: number) => ArrayLike<number>;
  /** Added to the logits [N * N] of a matching. */
  readonly noise?: readonly number[];
  /** What is masked of the hints of step t each time that ReNAR's network looks at them; default nothing, once. */
  readonly looks?: (step: number) => readonly PlainMasks[];
}

/** By hint: whether item number i is masked, a node, a pair of nodes in row-major order, or 0 for the graph. */
export type PlainMasks = Readonly<Record<string, (item: number) => boolean>>;

export type Named = Readonly<Record<string, Values>>;

export interface PlainRun {
  /** Logits of each step. */
  readonly hints: readonly Named[];
  /** Logits after the last step, and what they were decoded from. */
  readonly outputs: Named;
  readonly reading: Reading;
  /** Of each step and look, the hints that were given as ReNAR reconstructs them. */
  readonly reconstructions: readonly (readonly PlainLook[])[];
}

export interface PlainLook {
  readonly masks: PlainMasks;
  readonly logits: Named;
}

/** Runs a sample that went through `preprocess`. `narAt` gives the parameters of a step: a single reasoner, as a rule. */
export function plainRun(
  narAt: (step: number) => PlainNar,
  spec: Spec,
  sample: Trajectory,
  options: PlainOptions = {},
): PlainRun {
  const { messagePassingSteps = 1, reprediction = 'soft', forced = () => false, dropout, noise } = options;
  const { looks = () => [{}] } = options;
  const { nodes } = sample;
  const probesOf = (stage: Stage) => Object.entries(spec).filter(([, probe]) => probe.stage === stage);
  const inputs = probesOf('input').map(([name]) => [name, denseAt(sample.inputs[name], nodes, 0)]);
  const trueHints = (step: number) =>
    probesOf('hint').map(([name]) => [name, denseAt(sample.hints[name], nodes, step)] as const);
  let hints: Named = Object.fromEntries(trueHints(0));
  let hidden = Array.from({ length: nodes }, () => zeros(narAt(0).width));
  const predictions: Named[] = [];
  const reconstructions: PlainLook[][] = [];
  const steps = Math.max(1, sample.length - 1);
  for (let step = 0; ; step++) {
    const layer = layersOf(narAt(step));
    const { width } = narAt(step);
    const encoded = (given: Named) =>
      encode(layer, spec, { ...(Object.fromEntries(inputs) as Named), ...given }, nodes, width);
    let encoding = encoded(hints);
    if (layer.weights('nar.encoder.gate.nodes.weight')) {
      const seen = looks(step).map((masks) => {
        const masked = encoded(withoutMasked(spec, hints, masks, nodes));
        return { masks, reading: contextOf(layer, masked) };
      });
      encoding = mixed(layer, encoding, meanOf(seen.map(({ reading }) => reading)));
      const second: Layer = (name, x) => layer(name.replace(/^decoders/, 'reconstruction'), x);
      reconstructions.push(
        seen.map(({ masks, reading }) => ({
          masks,
          logits: Object.fromEntries(
            probesOf('hint').map(([name, probe]) => [name, decode(second, name, probe, reading)]),
          ),
        })),
      );
    }
    let next = hidden;
    let triplets: number[][][] = [];
    for (let round = 0; round < messagePassingSteps; round++) {
      triplets = overTriplets(layer, encoding, next);
      next = advance(layer, encoding, next);
    }
    if (dropout) {
      const factors = dropout(step);
      next = next.map((state, i) => state.map((x, h) => x * factors[i * state.length + h]));
    }
    const reading: Reading = {
      nodes: encoding.node.map((x, i) => [...x, ...hidden[i], ...next[i]]),
      edges: encoding.edge.map((row, i) => row.map((x, j) => [...x, ...triplets[i][j]])),
      graph: encoding.graph,
    };
    const decodeAll = (stage: Stage): Named =>
      Object.fromEntries(
        probesOf(stage).map(([name, probe]) => [name, decode(layer, name, probe, reading, noise)]),
      );
    const predicted = decodeAll('hint');
    predictions.push(predicted);
    if (step + 1 === steps) {
      return { hints: predictions, outputs: decodeAll('output'), reading, reconstructions };
    }
    hidden = next;
    const repredict = reprediction === 'soft' ? softValue : hardValue;
    hints = Object.fromEntries(
      forced(step + 1)
        ? trueHints(step + 1)
        : probesOf('hint').map(([name, probe]) => [name, repredict(probe, predicted[name], nodes)]),
    );
  }
}

interface Encoding {
  readonly node: number[][];
  readonly edge: number[][][];
  readonly graph: number[];
}

type Layers = Layer & { weights: PlainNar['weights'] };

/** x W + b. */
function layersOf({ weights }: PlainNar): Layers {
  const layer: Layer = (name, x) => affine(x, weights(`${name}.weight`)!, weights(`${name}.bias`));
  return Object.assign(layer, { weights });
}

function encode(layer: Layer, spec: Spec, values: Named, nodes: number, width: number): Encoding {
  const all = range(nodes);
  const node = all.map(() => zeros(width));
  const edge = all.map(() => all.map(() => zeros(width)));
  const graph = zeros(width);
  for (const [name, value] of Object.entries(values)) {
    const { location, type, classes } = spec[name];
    const at = (...index: number[]) => value[index.reduce((place, i) => place * nodes + i, 0)];
    const embed = (target: number[], x: number[], part = '') => {
      layer(`encoders.${name}${part}`, x).forEach((number, h) => (target[h] += number));
    };
    const item = (place: number) =>
      type === 'categorical' ? value.slice(place * classes, (place + 1) * classes) : [value[place]];
    const mean = (terms: number[]) => terms.reduce((a, b) => a + b, 0) / nodes;
    const isPointer = type === 'pointer' || type === 'permutation_pointer';
    if (!isPointer) {
      if (location === 'node') all.forEach((i) => embed(node[i], item(i)));
      else if (location === 'edge')
        all.forEach((i) => all.forEach((j) => embed(edge[i][j], item(i * nodes + j))));
      else embed(graph, item(0));
    } else if (location === 'node') {
      all.forEach((i) => all.forEach((j) => embed(edge[i][j], [at(i, j)])));
    } else if (location === 'edge') {
      all.forEach((i) =>
        all.forEach((k) => {
          embed(edge[i][k], [mean(all.map((cell) => at(cell, i, k)))], '.columns');
          embed(edge[i][k], [mean(all.map((cell) => at(i, cell, k)))], '.rows');
        }),
      );
    } else all.forEach((k) => embed(node[k], [at(k)]));
  }
  return { node, edge, graph };
}

/** What is given with zeros where it is masked. */
function withoutMasked(spec: Spec, values: Named, masks: PlainMasks, nodes: number): Named {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const items = { node: nodes, edge: nodes ** 2, graph: 1 }[spec[name].location];
      const isMasked = masks[name] ?? (() => false);
      return [name, value.map((x, i) => (isMasked(Math.floor((i * items) / value.length)) ? 0 : x))];
    }),
  );
}

/** What ReNAR's network makes of encodings: one round of messages without a state. */
function contextOf(layer: Layers, encoding: Encoding): Reading {
  const own: Layers = Object.assign((name: string, x: readonly number[]) => layer(`nar.encoder.${name}`, x), {
    weights: (name: string) => layer.weights(`nar.encoder.${name}`),
  });
  const none = encoding.node.map(() => []);
  return {
    nodes: proposals(own, encoding, none).map(({ proposed }) => proposed),
    edges: overTriplets(own, encoding, none),
    graph: encoding.graph,
  };
}

function meanOf(readings: readonly Reading[]): Reading {
  const mean = (vectors: number[][]) => add(...vectors).map((x) => x / vectors.length);
  const [{ nodes, edges, graph }] = readings;
  return {
    nodes: nodes.map((_, i) => mean(readings.map((each) => each.nodes[i]))),
    edges: edges.map((row, i) => row.map((_, j) => mean(readings.map((each) => each.edges[i][j])))),
    graph,
  };
}

function mixed(layer: Layer, { node, edge, graph }: Encoding, { nodes, edges }: Reading): Encoding {
  const mix = (part: string, plain: number[], context: number[]) => {
    const gate = layer(`nar.encoder.gate.${part}`, [...plain, ...context]).map(sigmoid);
    return plain.map((x, h) => gate[h] * context[h] + (1 - gate[h]) * x);
  };
  return {
    node: node.map((x, i) => mix('nodes', x, nodes[i])),
    edge: edge.map((row, i) => row.map((x, j) => mix('edges', x, edges[i][j]))),
    graph,
  };
}

/** The next state of all nodes: what they propose, then the gate. */
function advance(layer: Layers, encoding: Encoding, hidden: number[][]): number[][] {
  return proposals(layer, encoding, hidden).map(({ own, received, proposed }, j) => {
    const gate = layer('gate.out', relu(add(layer('gate.self', own), layer('gate.received', received))));
    return proposed.map((x, h) => sigmoid(gate[h]) * x + (1 - sigmoid(gate[h])) * hidden[j][h]);
  });
}

/** Of each node: what it knows, the largest message in each component, and what it makes of both. */
function proposals(layer: Layers, { node, edge, graph }: Encoding, hidden: number[][]) {
  const z = node.map((x, i) => [...x, ...hidden[i]]);
  return z.map((own, j) => {
    const received = largest(
      z.map((sender, i) => {
        const sum = add(
          layer('message.senders', sender),
          layer('message.receivers', own),
          layer('message.edges', edge[i][j]),
          layer('message.graph', graph),
        );
        return layer('message.out', relu(layer('message.hidden', relu(sum))));
      }),
    );
    const sum = add(layer('update.self', own), layer('update.received', received));
    const proposed = layerNorm(
      relu(sum),
      layer.weights('update.norm.scale'),
      layer.weights('update.norm.offset'),
    );
    return { own, received, proposed };
  });
}

/** Of the edge (j, k): the largest message over triplets (i, j, k). */
function overTriplets(layer: Layer, { node, edge, graph }: Encoding, hidden: number[][]): number[][][] {
  const z = node.map((x, i) => [...x, ...hidden[i]]);
  const all = range(z.length);
  return all.map((j) =>
    all.map((k) => {
      const messages = all.map((i) =>
        add(
          layer('triplet.i', z[i]),
          layer('triplet.j', z[j]),
          layer('triplet.k', z[k]),
          layer('triplet.ij', edge[i][j]),
          layer('triplet.ik', edge[i][k]),
          layer('triplet.jk', edge[j][k]),
          layer('triplet.graph', graph),
        ),
      );
      return relu(layer('triplet.out', largest(messages)));
    }),
  );
}

/** Without a scale it is left as it is. */
function layerNorm(x: number[], scale?: ArrayLike<number>, offset?: ArrayLike<number>): number[] {
  if (!scale || !offset) return x;
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length;
  return x.map((value, h) => ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[h] + offset[h]);
}
