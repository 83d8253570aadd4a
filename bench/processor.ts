/** The yardstick of the reasoner: one training step through eight steps of a gated triplet message-passing processor. */
import * as tf from '@tensorflow/tfjs';
import { layerNorm, linear, maxMessages, tripletMax, withGradient } from '../lib/backend/index.ts';
import { trainingStep } from './adam.ts';
import { type Measurement, type MeasureOptions, type Workload, measure } from './measure.ts';

const BATCH = 32;
const WIDTH = 64;
const TRIPLET_FEATURES = 8;
const STEPS = 8;

/** `nodes` per graph; 16 is the yardstick. */
export function processor(nodes = 16, batch = BATCH): Workload {
  const parameters: tf.Variable[] = [];
  const add = <T extends tf.Tensor>(initial: T): T => {
    const variable = tf.variable(initial);
    parameters.push(variable);
    return variable as unknown as T;
  };
  const matrix = (rows: number, columns: number): tf.Tensor2D =>
    add(tf.randomNormal<tf.Rank.R2>([rows, columns], 0, rows ** -0.5));
  const square = (): tf.Tensor2D => matrix(WIDTH, WIDTH);
  const narrow = (): tf.Tensor2D => matrix(WIDTH, TRIPLET_FEATURES);
  const weights = {
    ...{ sender: square(), receiver: square(), edge: square(), graph: square() },
    ...{ hidden: square(), message: square(), node: square(), update: square() },
    ...{ gateNode: square(), gateMessage: square() },
    ...{ a: narrow(), b: narrow(), c: narrow(), ab: narrow(), ac: narrow(), bc: narrow(), global: narrow() },
    triplet: matrix(TRIPLET_FEATURES, WIDTH),
    gateBias: add(tf.fill<tf.Rank.R1>([WIDTH], -3)),
    scale: add(tf.ones<tf.Rank.R1>([WIDTH])),
    offset: add(tf.zeros<tf.Rank.R1>([WIDTH])),
  };
  const initial: State = {
    nodes: tf.randomNormal<tf.Rank.R3>([batch, nodes, WIDTH]),
    edges: tf.randomNormal<tf.Rank.R4>([batch, nodes, nodes, WIDTH]),
  };
  const graph = tf.randomNormal<tf.Rank.R2>([batch, WIDTH]);
  const mask = tf.tidy(() => {
    const links = tf.cast(tf.less(tf.randomUniform([batch, nodes, nodes]), 0.5), 'float32');
    return tf.maximum<tf.Tensor3D>(links, tf.eye(nodes));
  });
  const step = trainingStep(parameters, () => {
    const fixed: Fixed = {
      mask,
      message: linear(graph, weights.graph) as tf.Tensor2D,
      triplet: linear(graph, weights.global) as tf.Tensor2D,
    };
    let state = initial;
    for (let index = 0; index < STEPS; index++) state = tf.tidy(() => ({ ...next(state, fixed, weights) }));
    const perNode = tf.div(tf.sum(tf.square(state.nodes)), batch * nodes);
    return tf.add(perNode, tf.div(tf.sum(tf.square(state.edges)), batch * nodes * nodes));
  });
  const pairs = batch * nodes * nodes;
  const perPair = WIDTH * WIDTH * 3 + WIDTH * TRIPLET_FEATURES * 4;
  const perNode = WIDTH * WIDTH * 6 + WIDTH * TRIPLET_FEATURES * 3;
  return { step, flops: 3 * STEPS * 2 * (pairs * perPair + batch * nodes * perNode) };
}

interface State {
  readonly nodes: tf.Tensor3D;
  readonly edges: tf.Tensor4D;
}

/** What is the same in all steps. */
interface Fixed {
  readonly mask: tf.Tensor3D;
  readonly message: tf.Tensor2D;
  readonly triplet: tf.Tensor2D;
}

type Matrices = 'sender' | 'receiver' | 'edge' | 'hidden' | 'message' | 'node' | 'update' | 'triplet';
type Narrow = 'a' | 'b' | 'c' | 'ab' | 'ac' | 'bc' | 'gateNode' | 'gateMessage';
type Weights = Readonly<
  Record<Matrices | Narrow, tf.Tensor2D> & Record<'gateBias' | 'scale' | 'offset', tf.Tensor1D>
>;

function next(state: State, fixed: Fixed, weights: Weights): State {
  const { nodes, edges } = state;
  const message = maxMessages({
    senders: linear(nodes, weights.sender) as tf.Tensor3D,
    receivers: linear(nodes, weights.receiver) as tf.Tensor3D,
    edges: linear(edges, weights.edge) as tf.Tensor4D,
    graph: fixed.message,
    hidden: { weight: weights.hidden },
    out: { weight: weights.message },
    mask: fixed.mask,
  });
  const updated = linear(triplets(state, fixed, weights), weights.triplet, undefined, 'relu') as tf.Tensor4D;
  return {
    nodes: gated(nodes, message, weights),
    edges: average(edges, updated),
  };
}

/** An op with its own gradient, so that nothing is kept for the backward pass. */
function average(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
  return withGradient<tf.Tensor4D>([a, b], () => ({
    value: tf.mul(tf.add(a, b), 0.5),
    gradFunc: (dy) => {
      const half = tf.mul(dy, 0.5);
      return [half, tf.clone(half)];
    },
  }));
}

function triplets({ nodes, edges }: State, fixed: Fixed, weights: Weights): tf.Tensor4D {
  const perNode = tf.split(linear(nodes, tf.concat([weights.a, weights.b, weights.c], 1)), 3, 2);
  const perPair = tf.split(linear(edges, tf.concat([weights.ab, weights.ac, weights.bc], 1)), 3, 3);
  const [a, b, c] = perNode as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
  const [ab, ac, cb] = perPair as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  return tripletMax({ a, b, c, ab, ac, bc: tf.transpose(cb, [0, 2, 1, 3]), graph: fixed.triplet });
}

function gated(nodes: tf.Tensor3D, message: tf.Tensor3D, weights: Weights): tf.Tensor3D {
  const candidate = tf.relu(tf.add(linear(nodes, weights.node), linear(message, weights.update)));
  const gateSum = tf.add(
    linear(nodes, weights.gateNode),
    linear(message, weights.gateMessage, weights.gateBias),
  );
  const gate = tf.sigmoid(gateSum);
  const mixed = tf.add(nodes, tf.mul(gate, tf.sub(candidate, nodes)));
  return layerNorm(mixed, weights.scale, weights.offset, 1e-5) as tf.Tensor3D;
}

export function run(options: MeasureOptions): Promise<Measurement> {
  return measure('processor', processor, options);
}

/** One graph size after the other, with fewer graphs where they are large. */
export function growth(): { readonly size: string; readonly make: () => Workload }[] {
  return [8, 16, 32, 64].map((nodes) => ({
    size: `N=${nodes}`,
    make: () => processor(nodes, Math.max(2, Math.round((BATCH * 16 * 16) / (nodes * nodes)))),
  }));
}
