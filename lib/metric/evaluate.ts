/** CLRS-30 scores of predicted outputs and hints against the truth (the reference's evaluation.py). */
import type { Feature, Features } from '../dataset/index.ts';
import { mean } from './mean.ts';
import { fusePermutations } from './permutations.ts';
import { type Tally, count, emptyTally, scoreOf } from './tally.ts';

/** The scores of predicted outputs, as CLRS-30 takes them. */
export interface Evaluation {
  /** The plain mean of the outputs' scores. */
  readonly score: number;
  /** F1 of masks, accuracy of everything else; NaN where nothing is scored. Scalars: mean squared error. */
  readonly byOutput: Readonly<Record<string, number>>;
}

/** Scores over all samples that were added, pooled before any ratio is taken. */
export interface EvaluationPool {
  /** Outputs of one more batch, [B, ...] each; batches may differ in B and in N. */
  add(truth: Features, prediction: Features): void;
  evaluation(): Evaluation;
}

/** Scores outputs that come in parts as if they had come at once. `add` throws for a prediction of another shape. */
export function evaluationPool(): EvaluationPool {
  const tallies = new Map<string, Tally>();
  return {
    add(truth, prediction) {
      const [expected, actual] = [fusePermutations(truth), fusePermutations(prediction)];
      for (const [name, feature] of Object.entries(expected)) {
        checkShape(feature, actual[name], feature.shape);
        const tally = tallies.get(name) ?? emptyTally(feature);
        count(tally, feature, actual[name], 0, feature.data.length);
        tallies.set(name, tally);
      }
    },
    evaluation() {
      const byOutput = Object.fromEntries([...tallies].map(([name, tally]) => [name, scoreOf(tally)]));
      return { score: mean(Object.values(byOutput)), byOutput };
    },
  };
}

/** Scores of one batch of outputs, [B, ...] each, in the form that a model's hard predictions have. */
export function evaluate(truth: Features, prediction: Features): Evaluation {
  const pool = evaluationPool();
  pool.add(truth, prediction);
  return pool.evaluation();
}

/** The scores of predicted hints, as CLRS-30 takes them. */
export interface HintEvaluation {
  /** Mean over time, weighted by the samples still running; NaN if none has a second step. */
  readonly byHint: Readonly<Record<string, number>>;
  /** Score at each of the T - 1 steps; 0 where every sample has ended. */
  readonly alongTime: Readonly<Record<string, readonly number[]>>;
}

/**
 * Scores predicted hints [T-1, B, ...] against the true ones [T, B, ...]: prediction t against truth t + 1, over the
 * samples whose `lengths` [B] reach that far.
 */
export function evaluateHints(
  truth: Features,
  prediction: Features,
  lengths: ArrayLike<number>,
): HintEvaluation {
  const byHint: Record<string, number> = {};
  const alongTime: Record<string, number[]> = {};
  for (const [name, feature] of Object.entries(truth)) {
    const [steps, ...shape] = feature.shape;
    checkShape(feature, prediction[name], [steps - 1, ...shape]);
    const scores: number[] = [];
    let [weighted, weight] = [0, 0];
    for (let t = 0; t + 1 < steps; t++) {
      const running = Array.from(lengths, (length) => length > t + 1);
      const score = running.includes(true) ? stepScore(feature, prediction[name], t, running) : 0;
      const samples = running.filter(Boolean).length;
      scores.push(score);
      weighted += score * samples;
      weight += samples;
    }
    byHint[name] = weighted / weight;
    alongTime[name] = scores;
  }
  return { byHint, alongTime };
}

/** Score of prediction t against truth t + 1, over the samples still running. */
function stepScore(truth: Feature, prediction: Feature, t: number, running: readonly boolean[]): number {
  const tally = emptyTally(truth);
  const samples = running.length;
  const width = truth.data.length / (truth.shape[0] * samples);
  const shifted = { ...prediction, data: prediction.data.subarray(t * samples * width) };
  const next = { ...truth, data: truth.data.subarray((t + 1) * samples * width) };
  running.forEach((runs, b) => {
    if (runs) count(tally, next, shifted, b * width, (b + 1) * width);
  });
  return scoreOf(tally);
}

function checkShape(truth: Feature, prediction: Feature | undefined, shape: readonly number[]): void {
  if (!prediction) throw new Error(`There is no prediction of "${truth.name}".`);
  if (prediction.shape.join() !== shape.join()) {
    throw new Error(
      `The prediction of "${truth.name}" has shape [${prediction.shape.join()}] instead of [${shape.join()}].`,
    );
  }
}
