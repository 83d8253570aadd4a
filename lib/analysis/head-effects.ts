/** Which attention head carries an answer: causal patching of one head at a time, from one problem's run into another's. */
import * as tf from '@tensorflow/tfjs';
import { type Trajectory, collate, formatSample, preprocess } from '../dataset/index.ts';
import { type Patcher, patching, watching } from '../model/watch.ts';
import { disposeMemories } from '../model/transnar/memory-bank.ts';
import { memoriesAt } from '../model/transnar/reasoner.ts';
import { type Solution, type Solver, solve } from '../model/transnar/solve.ts';

/** What one head is worth. A type and not an interface, so that it passes as a row of a table. */
export type HeadEffect = {
  /** The attention that it belongs to, by its place in the module tree: self-attention, or reading nodes or edges. */
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
 * are answered alike are left out; throws if all are.
 */
export async function headEffects(
  pairs: readonly (readonly [Trajectory, Trajectory])[],
  solver: Solver,
): Promise<HeadEffect[]> {
  const moved = new Map<string, number[]>();
  let [whole, counted] = [0, 0];
  for (const pair of pairs) {
    const [to, from] = [await solved(pair[0], solver), await solved(pair[1], solver)];
    const at = to.tokens.findIndex((token, i) => token !== from.tokens[i]);
    if (at < 0) continue;
    counted++;
    const [first, second] = [
      new Run(to, solver, to.prompt.length + at - 1),
      new Run(from, solver, from.prompt.length + at - 1),
    ];
    try {
      const lead = (patcher?: Patcher) => second.lead(to.tokens[at], from.tokens[at], patcher);
      const before = lead();
      whole += first.lead(to.tokens[at], from.tokens[at]) - before;
      for (const [attention, rows] of first.heads()) {
        const sums = moved.get(attention) ?? rows.map(() => 0);
        moved.set(
          attention,
          rows.map((row, head) => sums[head] + lead(exchanging(attention, head, second.place, row)) - before),
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

/** Puts `row` in the place of what one head says at one token; [B, T, heads, d] has B = 1. */
const exchanging =
  (attention: string, head: number, place: number, row: Float32Array): Patcher =>
  (name, value) => {
    if (name !== `${attention}.heads`) return value;
    const buffer = tf.buffer(value.shape, 'float32', value.dataSync<'float32'>().slice());
    row.forEach((number, i) => buffer.set(number, 0, place, head, i));
    return buffer.toTensor() as typeof value;
  };

/** A text that was answered, run again as a whole. */
class Run {
  readonly #solver: Solver;
  readonly #text: readonly number[];
  readonly #positions: ArrayLike<number>;
  readonly #memory: ReturnType<typeof memoriesAt>;
  /** The token that is looked at. */
  readonly place: number;

  constructor({ prompt, tokens, positions, trajectory }: Solution, solver: Solver, place: number) {
    const { model, reasoner } = solver;
    this.#solver = solver;
    this.place = place;
    this.#text = [...prompt, ...tokens];
    this.#positions = positions;
    this.#memory = reasoner ? memoriesAt(reasoner, collate([preprocess(trajectory)]), model.readsAt) : [];
  }

  /** How much larger the first token's logit is than the second's. */
  lead(first: number, second: number, patcher?: Patcher): number {
    return tf.tidy(() => {
      const logits = patcher ? patching(patcher, () => this.#logits()) : this.#logits();
      const width = logits.shape[logits.shape.length - 1];
      const row = tf.slice(tf.reshape(logits, [-1, width]), [this.place, 0], [1, -1]).dataSync();
      return row[first] - row[second];
    });
  }

  /** What every head says at the token that is looked at, by its attention. */
  heads(): Map<string, Float32Array[]> {
    const found = new Map<string, Float32Array[]>();
    const suffix = '.heads';
    watching(
      (name, value) => {
        if (!name.endsWith(suffix)) return;
        const [, , heads, width] = value.shape;
        const row = tf.slice(value, [0, this.place, 0, 0], [1, 1, heads, width]).dataSync<'float32'>();
        const rows = Array.from({ length: heads }, (_, head) => row.slice(head * width, (head + 1) * width));
        found.set(name.slice(0, -suffix.length), rows);
      },
      () => tf.tidy(() => void this.#logits()),
    );
    return found;
  }

  dispose(): void {
    disposeMemories(this.#memory);
  }

  #logits(): tf.Tensor {
    const row = (values: ArrayLike<number>) =>
      tf.tensor2d(Int32Array.from(values), [1, this.#text.length], 'int32');
    return this.#solver.model.logits(row(this.#text), row(this.#positions), this.#memory);
  }
}
