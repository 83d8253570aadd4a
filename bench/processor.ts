/** The yardstick of the reasoner: one training step through eight steps of the library's triplet-GMPNN processor. */
import * as tf from '@tensorflow/tfjs';
import { processor } from '../lib/model/nar/index.ts';
import { Parameters } from '../lib/model/parameters.ts';
import { keyed, normal } from '../lib/random/index.ts';
import { type Measurement, type MeasureOptions, measure } from './measure.ts';
import { type Precision, type TrainingWorkload, trainingStep } from './training-step.ts';

const BATCH = 32;
const WIDTH = 64;
const TRIPLET_WIDTH = 8;
const STEPS = 8;

/** `nodes` per graph; 16 is the yardstick. */
export function processorStep(nodes = 16, batch = BATCH, precision?: Precision): TrainingWorkload {
  const parameters = Parameters.seeded('bench');
  const { advance } = processor(parameters, {
    processor: 'triplet_gmpnn',
    width: WIDTH,
    tripletWidth: TRIPLET_WIDTH,
    layerNorm: true,
  });
  const given = inputsOf(nodes, batch);
  const { node, edge, graph, reach } = given;
  const loss = () =>
    tf.tidy(() => {
      let hidden = tf.zeros<tf.Rank.R3>([batch, nodes, WIDTH]);
      const terms: tf.Tensor[] = [];
      for (let step = 0; step < STEPS; step++) {
        const { nodes: next, edges } = advance({
          encoding: { node, edge, graph },
          hidden,
          reach,
          wantsEdges: true,
        });
        terms.push(tf.mean(tf.square(edges!)));
        hidden = next;
      }
      return tf.addN([...terms, tf.mean(tf.square(hidden))]).asScalar();
    });
  const pairs = batch * nodes * nodes;
  const perPair = 3 * WIDTH * WIDTH + 4 * WIDTH * TRIPLET_WIDTH;
  const perNode = 11 * WIDTH * WIDTH + 6 * WIDTH * TRIPLET_WIDTH;
  const perGraph = WIDTH * WIDTH + WIDTH * TRIPLET_WIDTH;
  const trainee = {
    parameters,
    inputs: given,
    sizes: { steps: STEPS },
    loss,
    flops: 3 * STEPS * 2 * (pairs * perPair + batch * (nodes * perNode + perGraph)),
  };
  return trainingStep(trainee, precision);
}

/** What a processor is given at every step, all of unit size, and graphs in which half of the nodes reach a node. */
function inputsOf(nodes: number, batch: number) {
  const random = keyed('bench', 'inputs');
  const draw = <R extends tf.Rank>(shape: tf.ShapeMap[R], make: () => number): tf.Tensor<R> =>
    tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, make), shape);
  const unit = () => normal(random);
  const links = draw<tf.Rank.R3>([batch, nodes, nodes], () => (random.double() < 0.5 ? 1 : 0));
  return {
    node: draw<tf.Rank.R3>([batch, nodes, WIDTH], unit),
    edge: draw<tf.Rank.R4>([batch, nodes, nodes, WIDTH], unit),
    graph: draw<tf.Rank.R2>([batch, WIDTH], unit),
    reach: tf.tidy(() => tf.maximum<tf.Tensor3D>(links, tf.eye(nodes))),
  };
}

export function run(options: MeasureOptions): Promise<Measurement> {
  return measure('processor', processorStep, options);
}

/** One graph size after the other, with fewer graphs where they are large. */
export function growth(): { readonly size: string; readonly make: () => TrainingWorkload }[] {
  return [8, 16, 32, 64].map((nodes) => ({
    size: `N=${nodes}`,
    make: () => processorStep(nodes, Math.max(2, Math.round((BATCH * 16 * 16) / (nodes * nodes)))),
  }));
}
