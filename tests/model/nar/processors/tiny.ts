/** Processors, what they are given, and the layers of their oracles: plain loops in float64. */
import * as tf from '@tensorflow/tfjs';
import { writtenOut } from '../../../../lib/model/nar/edge-features.ts';
import {
  type NarConfig,
  type ProcessorInputs,
  type ProcessorName,
  processor,
  processorKinds,
} from '../../../../lib/model/nar/index.ts';
import { Parameters } from '../../../../lib/model/parameters.ts';
import { randomTensor, smallConfig } from '../small.ts';

export const [size, nodes] = [2, 4];
const { width } = smallConfig;

/** The nodes of a graph. */
export const all = Array.from({ length: nodes }, (_, i) => i);

/** For a kind whose edges have a state, one of those too. */
export function randomInputs(name: ProcessorName): ProcessorInputs {
  const links = tf.greater(randomTensor([size, nodes, nodes], 'reach'), 0);
  const reach = tf.logicalOr(links, tf.cast(tf.eye(nodes, nodes, [size]), 'bool'));
  const edges = () => randomTensor([size, nodes, nodes, width], 'edge state') as tf.Tensor4D;
  return {
    encoding: {
      node: randomTensor([size, nodes, width], 'node') as tf.Tensor3D,
      edge: randomTensor([size, nodes, nodes, width], 'edge') as tf.Tensor4D,
      graph: randomTensor([size, width], 'graph') as tf.Tensor2D,
    },
    hidden: randomTensor([size, nodes, width], 'hidden') as tf.Tensor3D,
    edges: processorKinds[name].edges === 'state' ? edges() : undefined,
    reach: tf.cast(reach, 'float32') as tf.Tensor3D,
    wantsEdges: true,
  };
}

/** Small values of the fields that only some processors take. */
export const tinyFields = {
  aggregator: 'softmax',
  stateDecay: 0.75,
  gatePenalty: 0.5,
  relational: { layers: 2, headWidth: 3, nodeHidden: 5, edgeHidden: 4, edgeFeedForward: 3 },
} as const satisfies Partial<NarConfig>;

/** A small configuration of a kind, with all the fields that it takes or with those that are given. */
export function tinyConfig(name: ProcessorName, fields: Partial<NarConfig> = ownFields(name)): NarConfig {
  return { ...smallConfig, processor: name, ...fields };
}

function ownFields(name: ProcessorName): Partial<NarConfig> {
  const own = Object.keys(processorKinds[name].fields ?? {});
  return Object.fromEntries(Object.entries(tinyFields).filter(([field]) => own.includes(field)));
}

/** The processor of a kind with random biases, and its parameters as plain numbers; as {@link tinyConfig}. */
export function randomProcessor(name: ProcessorName, fields?: Partial<NarConfig>) {
  const parameters = Parameters.seeded(11);
  const made = processor(parameters, tinyConfig(name, fields));
  for (const [parameter, variable] of parameters.entries()) {
    if (!parameter.endsWith('weight'))
      tf.tidy(() => variable.assign(randomTensor(variable.shape, parameter, 0.5)));
  }
  const values = new Map([...parameters.entries()].map(([key, variable]) => [key, [...variable.dataSync()]]));
  return { made, values, variables: parameters.entries() };
}

/** The gradient norm of the sum of squares of `f()`, for every parameter. */
export function gradientNorms(f: () => tf.Tensor, variables: ReadonlyMap<string, tf.Variable>) {
  const { grads } = tf.variableGrads(() => tf.sum(tf.square(f())).asScalar(), [...variables.values()]);
  const normOf = ({ name }: tf.Variable) =>
    name in grads ? (tf.norm(grads[name]).arraySync() as number) : 0;
  return new Map([...variables].map(([key, variable]) => [key, normOf(variable)]));
}

export const add = (...xs: number[][]) => xs[0].map((_, i) => xs.reduce((sum, x) => sum + x[i], 0));
export const relu = (x: number[]) => x.map((value) => Math.max(0, value));
export const sigmoid = (x: number[]) => x.map((value) => 1 / (1 + Math.exp(-value)));

/** Linear layers and layer norms of the named parameters. */
export function plainLayers(values: ReadonlyMap<string, number[]>) {
  return {
    linear: (name: string, x: number[]): number[] => {
      const [weight, bias] = [values.get(`${name}.weight`)!, values.get(`${name}.bias`)];
      const outputs = weight.length / x.length;
      return Array.from({ length: outputs }, (_, o) =>
        x.reduce((sum, value, i) => sum + value * weight[i * outputs + o], bias?.[o] ?? 0),
      );
    },
    norm: (name: string, x: number[]): number[] => {
      const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
      const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
      const [scale, offset] = [values.get(`${name}.scale`)!, values.get(`${name}.offset`)!];
      return x.map((value, h) => ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[h] + offset[h]);
    },
  };
}

/** What a processor is given, as vectors: `node[b][i]`, `edge[b][i][j]` and so on. */
export function vectorsOf({ encoding, hidden, edges }: ProcessorInputs) {
  const vectors = (x: tf.Tensor) => {
    const data = [...x.dataSync()];
    return Array.from({ length: data.length / width }, (_, i) => data.slice(i * width, (i + 1) * width));
  };
  const rows = <T>(list: T[], length: number) =>
    Array.from({ length: list.length / length }, (_, i) => list.slice(i * length, (i + 1) * length));
  const pairs = (x: tf.Tensor) => rows(rows(vectors(x), nodes), nodes);
  return {
    node: rows(vectors(encoding.node), nodes),
    edge: pairs(writtenOut(encoding.edge)),
    graph: vectors(encoding.graph),
    state: rows(vectors(hidden), nodes),
    edgeState: edges ? pairs(edges) : [],
  };
}
