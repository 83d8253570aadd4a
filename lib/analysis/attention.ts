/** What TransNAR looks at in the graph while it answers. */
import * as tf from '@tensorflow/tfjs';
import { type Trajectory, algorithm, formatSample, receivedQuestion, textLayout } from '../dataset/index.ts';
import { disposeMemories } from '../model/transnar/memory-bank.ts';
import { memoriesToRead } from '../model/transnar/reasoner.ts';
import { type Solution, type Solver, readQuestion, solve } from '../model/transnar/solve.ts';
import { readerScope } from '../model/transnar/transnar.ts';
import { type Activation, activationsOf } from './activations.ts';
import type { Gates } from './gates.ts';

/** One of the T tokens of a question and its answer. */
export interface AttentionToken {
  readonly text: string;
  readonly part: 'question' | 'answer';
}

/**
 * The cross-attention of one answered problem. L layers that read, T tokens of question and answer, N nodes. Row t is
 * what token t reads when it has been seen: what the model says at t + 1 is said with it.
 */
export interface Attention {
  readonly question: string;
  readonly answer: string;
  /** Whether the blank line came within the budget. */
  readonly ended: boolean;
  /** The algorithm's own run on the question. */
  readonly trajectory: Trajectory;
  readonly tokens: readonly AttentionToken[];
  /** Each node's index with its inputs that the text shows, such as `3 0.412` or `1 (s)`. */
  readonly nodes: readonly string[];
  readonly heads: number;
  /** Each reading layer's block in the Transformer, and how far its gates are open. */
  readonly layers: readonly Gates[];
  /** [L, heads, T, N], not negative, 1 in sum over N. */
  readonly toNodes: Float32Array;
  /** [L, heads, T, N, N], 1 in sum over N x N; absent for a model that reads nodes alone. */
  readonly toEdges?: Float32Array;
}

/**
 * Lets a TransNAR answer a question (or the problem of a trajectory, without a trace), as `solve` does, and returns its
 * answer and what every token read. Throws for text that is no question and for a model that reads no graph.
 */
export async function attentionOf(problem: string | Trajectory, solver: Solver): Promise<Attention> {
  refuseWithoutGraph(solver);
  const question = typeof problem === 'string' ? receivedQuestion(problem) : formatSample(problem).question;
  return attentionIn(question, await solve(question, solver), solver);
}

/** As {@link attentionOf}, of an answer that was written before. Throws for a model that reads no graph. */
export function attentionIn(question: string, solution: Written, solver: Solver): Attention {
  const { tokenizer } = solver;
  refuseWithoutGraph(solver);
  const tokens = [...solution.prompt, ...solution.tokens];
  const readings = readingsOf(solver, solution, tokens);
  const toEdges = readings.flatMap(({ edges }) => edges?.values ?? []);
  return {
    question,
    answer: solution.text,
    ended: solution.ended,
    trajectory: solution.trajectory,
    tokens: tokens.map((token, t) => ({
      text: tokenizer.decode([token]),
      part: t < solution.prompt.length ? 'question' : 'answer',
    })),
    nodes: nodeLabels(question),
    heads: readings[0].nodes.shape[1],
    layers: readings.map(({ gates }) => gates),
    toNodes: joined(readings.map(({ nodes }) => nodes.values)),
    ...(toEdges.length > 0 ? { toEdges: joined(toEdges) } : {}),
  };
}

/** What is read again of an answered question: its tokens and their positions, and what they tell of. */
export type Written = Pick<Solution, 'trajectory' | 'prompt' | 'tokens' | 'positions' | 'text' | 'ended'>;

function refuseWithoutGraph({ model, reasoner }: Solver): void {
  if (!reasoner || model.readsAt.length === 0)
    throw new Error('This model reads no graph, so it attends to none: give a TransNAR with its reasoner.');
}

/** What one layer did with the memory; B is 1. */
interface Reading {
  readonly gates: Gates;
  /** [B, heads, T, N]. */
  readonly nodes: Activation;
  /** [B, heads, T, N * N]; absent if the layer reads nodes alone. */
  readonly edges: Activation | undefined;
}

/** Decoding keeps no weights: the finished text is read once more, at the positions that it was written at. */
function readingsOf(
  solver: Solver,
  { trajectory, positions }: Written,
  tokens: readonly number[],
): Reading[] {
  const { model } = solver;
  const memory = memoriesToRead(trajectory, solver);
  const row = (values: ArrayLike<number>) =>
    tf.tensor2d(Int32Array.from(values), [1, tokens.length], 'int32');
  const read = () => tf.tidy(() => void model.hidden(row(tokens), row(positions), memory));
  try {
    const seen = activationsOf(read, (name) => name.startsWith(readerScope));
    return Array.from({ length: model.config.layers }, (_, layer) => layer).flatMap((layer) => {
      const all = (name: string) => seen.get(`${readerScope}.blocks.${layer}.${name}`) ?? [];
      const [attention, feedForward] = [all('gates.attention'), all('gates.feedForward')];
      const edges = all('edges.weights');
      return all('nodes.weights').map((nodes, time) => ({
        gates: { layer, attention: attention[time].values[0], feedForward: feedForward[time].values[0] },
        nodes,
        edges: edges.at(time),
      }));
    });
  } finally {
    disposeMemories(memory);
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function nodeLabels(question: string): string[] {
  const { algorithm: name, nodes, inputs } = readQuestion(question);
  const fields = textLayout(algorithm(name), false).inputs;
  return Array.from({ length: nodes }, (_, node) => {
    const own = fields.flatMap(({ probe, type, shape }) => {
      const value = inputs[probe];
      if (typeof value === 'number') return type === 'mask_one' && value === node ? [`(${probe})`] : [];
      return shape === 'list' ? [String(value[node])] : [];
    });
    return [String(node), ...own].join(' ');
  });
}
