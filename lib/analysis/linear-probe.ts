/** What a linear probe reads from a reasoner's memory: whether it is there to be read, at sizes that the probe has not seen too. */
import * as tf from '@tensorflow/tfjs';
import {
  type AlgorithmName,
  type Feature,
  type ProbeSpec,
  type Trajectory,
  collate,
  preprocess,
} from '../dataset/index.ts';
import { grouped, mean } from '../metric/index.ts';
import type { Reasoner } from '../model/transnar/reasoner.ts';
import { Optimizer } from '../optimizer/index.ts';
import { answersBy } from './beside-reasoner.ts';

/** How well the answers of a probe score. A type and not an interface, so that it passes as a row of a table. */
export type ProbeScore = {
  readonly algorithm: AlgorithmName;
  readonly size: number;
  readonly problems: number;
  /** Mean CLRS score of what the probe decides, written as text. */
  readonly score: number;
};

/** How a probe is fitted. */
export interface ProbeOptions {
  readonly updates?: number;
  readonly learningRate?: number;
}

/** A problem, and what size it is called. */
export interface SizedProblem {
  readonly size: number;
  readonly trajectory: Trajectory;
}

/**
 * Fits a linear probe for each output of one algorithm on the memories of the problems to learn, and scores what it decides on
 * the others, by size. A node is in a mask, or is the one of all nodes, by a linear function of its embedding; it points to
 * another by one of the embeddings of the two edges between them and of the other's. So the probe has what one head of
 * cross-attention can pick out, and no steps of its own. Undefined where an output is none of these (an edge's pointer).
 */
export function linearProbe(
  { learn, ask }: { readonly learn: readonly SizedProblem[]; readonly ask: readonly SizedProblem[] },
  reasoner: Reasoner,
  { updates = 300, learningRate = 0.02 }: ProbeOptions = {},
): ProbeScore[] | undefined {
  const { algorithm, outputs: sample } = learn[0].trajectory;
  const outputs = Object.values(sample);
  if (!outputs.every(formOf)) return undefined;
  const weights = new Map(outputs.map((output) => [output.name, zeros(output, reasoner.memoryWidths)]));
  const named = new Map([...weights].flatMap(([name, own]) => own.map((each, i) => [`${name}.${i}`, each])));
  const optimizer = new Optimizer(named, { adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, clip: 1 } });
  const [known, asked] = [learn, ask].map((problems) => remembered(problems, reasoner));
  try {
    for (let count = 1; count <= updates; count++) {
      const losses = known.flatMap((group) =>
        outputs.map(
          ({ name }) =>
            () =>
              lossOf(group, name, weights.get(name)!),
        ),
      );
      optimizer.update(losses, { learningRate, count });
    }
    const answers = asked.flatMap((group) => {
      const decided = outputs.map(({ name }) => [name, decisionOf(group, name, weights.get(name)!)] as const);
      return answersBy(Object.fromEntries(decided), group.problems).map(({ clrs }) => ({
        size: group.size,
        clrs,
      }));
    });
    return grouped(answers, ({ size }) => `${size}`).map((own) => ({
      algorithm: algorithm as AlgorithmName,
      size: own[0].size,
      problems: own.length,
      score: mean(own.map(({ clrs }) => clrs)),
    }));
  } finally {
    optimizer.dispose();
    tf.dispose([...named.values(), ...[...known, ...asked].flatMap(freed)]);
  }
}

/** Problems of one number of nodes, and what is remembered of them: [B, N, Fn] and [B, N, N, Fe]. */
interface Remembered {
  readonly size: number;
  readonly problems: readonly Trajectory[];
  readonly nodes: tf.Tensor3D;
  readonly edges: tf.Tensor4D;
  /** What each output should be, [B, N]. */
  readonly truth: ReadonlyMap<string, tf.Tensor2D>;
}

function remembered(problems: readonly SizedProblem[], reasoner: Reasoner): Remembered[] {
  return grouped(problems, ({ size, trajectory }) => `${size} ${trajectory.nodes}`).map((own) => {
    const trajectories = own.map(({ trajectory }) => trajectory);
    const { nodes, edges, mask } = reasoner.memory(collate(trajectories.map((each) => preprocess(each))));
    mask.dispose();
    const truth = Object.keys(trajectories[0].outputs).map((name) => {
      const values = trajectories.flatMap(({ outputs }) => Array.from(outputs[name].data));
      return [name, tf.tensor2d(values, [trajectories.length, values.length / trajectories.length])] as const;
    });
    return { size: own[0].size, problems: trajectories, nodes, edges, truth: new Map(truth) };
  });
}

const freed = ({ nodes, edges, truth }: Remembered) => [nodes, edges, ...truth.values()];

/** What is decided by a score of each candidate. */
type Form = 'each' | 'one' | 'pointer';

const forms: Partial<Record<ProbeSpec['type'], Form>> = {
  mask: 'each',
  mask_one: 'one',
  pointer: 'pointer',
  should_be_permutation: 'pointer',
};

const formOf = ({ location, type }: Feature): Form | undefined =>
  location === 'node' ? forms[type] : undefined;

type Weights = readonly tf.Variable[];

/** Of a node's embedding and an offset; of a pointer, of the edges there and back. */
function zeros(output: Feature, { nodes, edges }: Reasoner['memoryWidths']): Weights {
  const shapes =
    formOf(output) === 'pointer'
      ? [
          [nodes, 1],
          [edges, 1],
          [edges, 1],
        ]
      : [[nodes, 1], [1]];
  return tf.tidy(() => shapes.map((shape) => tf.variable(tf.zeros(shape)))); // A variable keeps a copy.
}

/** A score of each node [B, N], or of each pair [B, N, N]: from a node (axis 1) to another. */
function scoresOf({ nodes, edges }: Remembered, form: Form, [first, second, third]: Weights): tf.Tensor {
  const node = product(nodes, first);
  if (form !== 'pointer') return tf.add(node, second);
  const back = tf.transpose(product(edges, third), [0, 2, 1]);
  return tf.add(tf.add(product(edges, second), back), tf.expandDims(node, 1));
}

/** [..., F] times [F, 1], without the last axis. */
function product(x: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  const [width] = weight.shape;
  const flat = tf.matMul(tf.reshape(x, [x.size / width, width]), weight);
  return tf.reshape(flat, x.shape.slice(0, -1));
}

/** Mean cross-entropy of what the truth asks for: where it is -1 nothing is. */
function lossOf(group: Remembered, name: string, weights: Weights): tf.Scalar {
  const form = formOf(group.problems[0].outputs[name])!;
  const logits = scoresOf(group, form, weights);
  const truth = group.truth.get(name)!;
  if (form === 'one') return tf.mean(tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), truth), -1)));
  const asked = tf.cast(tf.greaterEqual(truth, 0), 'float32');
  const losses =
    form === 'each'
      ? tf.sub(tf.softplus(logits), tf.mul(logits, truth))
      : tf.neg(
          tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(tf.cast(truth, 'int32'), logits.shape[2]!)), -1),
        );
  return tf.div(tf.sum(tf.mul(losses, asked)), tf.maximum(tf.sum(asked), 1));
}

/** What the scores come to, as the algorithm reports it. */
function decisionOf(group: Remembered, name: string, weights: Weights): Feature {
  const feature = group.problems[0].outputs[name];
  const form = formOf(feature)!;
  const data = tf.tidy(() => {
    const scores = scoresOf(group, form, weights);
    if (form === 'each') return tf.cast(tf.greater(scores, 0), 'float32').dataSync();
    const best = tf.argMax(scores, -1);
    return (form === 'one' ? tf.oneHot(best as tf.Tensor1D, scores.shape[1]!) : best).dataSync();
  });
  return { ...feature, shape: [group.problems.length, ...feature.shape], data: Float64Array.from(data) };
}
