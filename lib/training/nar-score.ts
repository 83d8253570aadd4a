/** Scores of a reasoner on graphs. */
import type { Pause } from '../backend/interruption.ts';
import type { AlgorithmName, Batch, Features } from '../dataset/index.ts';
import { evaluationPool, mean, validOutputs } from '../metric/index.ts';
import type { Nar } from '../model/nar/index.ts';
import { makeNarBatch } from './nar-batch.ts';
import { trainingDraw } from '../experiment/nar-protocol.ts';
import { type Split, drawnAsTested, narDataSeed } from '../experiment/splits.ts';

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
 * and evaluation draws with the defaults, positions on their regular grid; so does validation beyond the trained sizes.
 * Awaits `pause` after every batch.
 */
export async function narScore(nar: Nar, request: NarScoreRequest, pause?: Pause): Promise<number> {
  const pool = evaluationPool();
  for (const [batch, outputs] of predictions(nar, request)) {
    pool.add(batch.outputs, outputs);
    await pause?.();
  }
  return pool.evaluation().score;
}

/** As {@link narScore}, with the share of the samples whose outputs are a valid solution. */
export function narScores(nar: Nar, request: NarScoreRequest): Record<'clrs' | 'valid', number> {
  const pool = evaluationPool();
  const valid: number[] = [];
  for (const [batch, outputs] of predictions(nar, request)) {
    pool.add(batch.outputs, outputs);
    valid.push(...validOutputs(batch, outputs));
  }
  return { clrs: pool.evaluation().score, valid: mean(valid) };
}

function* predictions(
  nar: Nar,
  { algorithm, size, samples, split, batch }: NarScoreRequest,
): Generator<readonly [Batch, Features]> {
  const isTest = drawnAsTested[split];
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
    yield [made, nar.predict(made).outputs];
  }
}
