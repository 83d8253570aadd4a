/** Which attention head carries an answer: causal patching of one head at a time, from one problem's run into another's. */
import * as tf from '@tensorflow/tfjs';
import { type Trajectory, formatSample } from '../dataset/index.ts';
import type { Decoding } from '../model/transformer/index.ts';
import { type Patcher, patching, watching } from '../model/watch.ts';
import { disposeMemories } from '../model/transnar/memory-bank.ts';
import { memoriesToRead } from '../model/transnar/reasoner.ts';
import { type Solution, type Solver, solve } from '../model/transnar/solve.ts';

/** What one head is worth. A type and not an interface, so that it passes as a row of a table. */
export type HeadEffect = {
  /**
   * The attention that it belongs to, by its place in the module tree: self-attention, or reading nodes or edges; of blocks that
   * run again (`transformer.loops`) with the number of the run.
   */
  readonly attention: string;
  readonly head: number;
  /** The share of the way from the other problem's answer to this one's that it carries alone: 0 none, 1 all of it. */
  readonly effect: number;
  /** Pairs of problems behind it. */
  readonly pairs: number;
};

/**
 * For pairs of problems that a model answers differently: at the token from which the first differing token of the answers
 * follows, the output of one head in the second problem's run is exchanged for that in the first's (Vig et al. 2020, arXiv
 * 2004.12265; "denoising" patching). Measured is how far the difference of the two tokens' logits moves from the second run's
 * to the first's, in sums over all pairs. Heads of every attention of the model, in the order in which they run. Pairs that
 * are answered alike, as far as both answers go, are left out; throws if all are.
 */
export async function headEffects(
  pairs: readonly (readonly [Trajectory, Trajectory])[],
  solver: Solver,
): Promise<HeadEffect[]> {
  const moved = new Map<string, number[]>();
  let [whole, counted] = [0, 0];
  for (const pair of pairs) {
    const [to, from] = [await solved(pair[0], solver), await solved(pair[1], solver)];
    const at = to.tokens.findIndex((token, i) => i < from.tokens.length && token !== from.tokens[i]);
    if (at < 0) continue;
    counted++;
    const [first, second] = [to, from].map((each) => new Look(each, solver, each.prompt.length + at - 1));
    try {
      const lead = (patcher?: Patcher) => second.lead(to.tokens[at], from.tokens[at], patcher);
      const before = lead();
      whole += first.lead(to.tokens[at], from.tokens[at]) - before;
      for (const [attention, rows] of first.heads()) {
        const sums = moved.get(attention) ?? rows.map(() => 0);
        moved.set(
          attention,
          rows.map((row, head) => sums[head] + lead(exchanging(attention, head, row)) - before),
        );
      }
    } finally {
      first.dispose();
      second.dispose();
    }
  }
  if (counted === 0)
    throw new Error('The model answers the problems of every pair alike: there is nothing to patch.');
  return [...moved].flatMap(([attention, sums]) =>
    sums.map((sum, head) => ({ attention, head, effect: sum / whole, pairs: counted })),
  );
}

const solved = (problem: Trajectory, solver: Solver) => solve(formatSample(problem).question, solver);

/** Puts `row` in the place of what one head says; [B, T, heads, d] has B = T = 1. */
const exchanging =
  (attention: string, head: number, row: Float32Array, called = attentions()): Patcher =>
  (name, value) => {
    if (called(name) !== attention) return value;
    const numbers = value.dataSync<'float32'>().slice();
    numbers.set(row, head * row.length);
    return tf.tensor(numbers, value.shape) as typeof value;
  };

/** Names the attention whose `heads` an activation is, if it is that: the second time, in a second run of its block, otherwise. */
function attentions(): (activation: string) => string | undefined {
  const times = new Map<string, number>();
  const suffix = '.heads';
  return (activation) => {
    if (!activation.endsWith(suffix)) return undefined;
    const name = activation.slice(0, -suffix.length);
    const run = (times.get(name) ?? 0) + 1;
    times.set(name, run);
    return run === 1 ? name : `${name}, run ${run}`;
  };
}

/** The token at one place of a text that was written: all before it is read once, and nothing of what came after. */
class Look {
  readonly #decoding: Decoding;
  readonly #inputs: readonly [tokens: tf.Tensor2D, position: tf.Tensor2D, place: tf.Tensor2D];
  readonly #release: () => void;

  constructor(solution: Solution, solver: Solver, place: number) {
    const { model } = solver;
    const memory = memoriesToRead(solution.trajectory, solver);
    const { window = 1 } = model.config;
    const text = [...solution.prompt, ...solution.tokens].slice(0, place + 1);
    const positions = solution.positions.subarray(0, text.length);
    const row = (values: ArrayLike<number>) =>
      tf.tensor2d(Int32Array.from(values), [1, values.length], 'int32');
    const newest = [...new Array<number>(window).fill(model.vocabulary), ...text].slice(-window);
    this.#inputs = [row(newest), row(positions.subarray(place)), row([place])];
    this.#decoding = model.decode(text.length, memory);
    this.#release = () => disposeMemories(memory);
    tf.tidy(
      () =>
        void this.#decoding.prefill(row(text.slice(0, place)), row(positions.subarray(0, place)), row([0])),
    );
  }

  /** How much larger the first token's logit is than the second's. */
  lead(first: number, second: number, patcher?: Patcher): number {
    return tf.tidy(() => {
      const row = (patcher ? patching(patcher, () => this.#step()) : this.#step()).dataSync();
      return row[first] - row[second];
    });
  }

  /** What every head says, by its attention. */
  heads(): Map<string, Float32Array[]> {
    const found = new Map<string, Float32Array[]>();
    const called = attentions();
    watching(
      (name, value) => {
        const attention = called(name);
        if (attention === undefined) return;
        const [, , heads, width] = value.shape;
        const row = value.dataSync<'float32'>();
        const rows = Array.from({ length: heads }, (_, head) => row.slice(head * width, (head + 1) * width));
        found.set(attention, rows);
      },
      () => tf.tidy(() => void this.#step()),
    );
    return found;
  }

  dispose(): void {
    tf.dispose([...this.#inputs]);
    this.#decoding.dispose();
    this.#release();
  }

  /** As often as is wanted: its keys and values take the place of those of the time before. */
  #step(): tf.Tensor3D {
    return this.#decoding.step(...this.#inputs);
  }
}
