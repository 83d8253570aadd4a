/** CLRS scores of a reasoner on graphs. */
import type { AlgorithmName } from '../dataset/index.ts';
import { evaluationPool } from '../metric/index.ts';
import type { Nar } from '../model/nar/index.ts';
import { makeNarBatch } from './nar-batch.ts';
import { type Split, narDataSeed, trainingDraw } from '../experiment/index.ts';

export interface NarScoreRequest {
  readonly algorithm: AlgorithmName;
  readonly size: number;
  readonly samples: number;
  readonly split: Split;
  /** Samples computed at once. */
  readonly batch: number;
}

/**
 * CLRS score of one algorithm at one size, pooled over the samples. As in the reference, validation draws like training
 * and evaluation draws with the defaults, positions on their regular grid.
 */
export function narScore(nar: Nar, request: NarScoreRequest): number {
  const scoring = narScoring(nar, request);
  for (;;) {
    const { done, value } = scoring.next();
    if (done) return value;
  }
}

/** {@link narScore}, batch by batch. */
export function* narScoring(
  nar: Nar,
  { algorithm, size, samples, split, batch }: NarScoreRequest,
): Generator<void, number, void> {
  const pool = evaluationPool();
  const isTest = split === 'evaluation';
  const draw = isTest ? { size, options: {} } : trainingDraw(algorithm, size);
  for (let done = 0; done < samples; done += batch) {
    const made = makeNarBatch({
      algorithm,
      ...draw,
      seed: narDataSeed(split, 0),
      first: done,
      count: Math.min(batch, samples - done),
      randomPositions: !isTest,
    });
    pool.add(made.outputs, nar.predict(made).outputs);
    yield;
  }
  return pool.evaluation().score;
}
