/** Multi-task training of a reasoner: which algorithm an update learns, on which samples, and how it is validated. */
import { type Batch, algorithm } from '../dataset/index.ts';
import { type Nar, chunksOf } from '../model/nar/index.ts';
import type { Parameters } from '../model/parameters.ts';
import { keyed } from '../random/index.ts';
import type { NarExperiment } from '../experiment/experiment.ts';
import { trainingDraw } from '../experiment/nar-protocol.ts';
import { narDataSeed } from '../experiment/splits.ts';
import type { NarBatchRequest } from './nar-batch.ts';
import type { Pause } from '../backend/interruption.ts';
import { type NarScoreRequest, narScore } from './nar-score.ts';
import type { Task } from './loop/task.ts';
import type { Scores } from './loop/validation.ts';

/** Multi-task learning: updates take turns over the algorithms, and rounds of turns over the sizes. */
export function narTask(
  experiment: NarExperiment,
  nar: Nar,
  parameters: Parameters,
  batch: (update: number) => Promise<Batch>,
): Task<Batch> {
  const { every, size, samples, beyond } = experiment.validation;
  return {
    parameters: parameters.entries(),
    batch,
    losses: (made, update) => lossesOf(experiment, nar, made, update),
    trained: (update) => nar.parametersOf(trainingRequest(experiment, update).algorithm).keys(),
    describe(update) {
      const { algorithm: name, size, seed, first, count } = trainingRequest(experiment, update);
      return `${name} of size ${size}, samples ${first} to ${first + count - 1} of "${seed}"`;
    },
    validation: {
      every,
      keeps: 'best',
      scores: (pause) => scoresOf(nar, experiment, { size, samples, split: 'validation' }, pause),
      ...(beyond && {
        beyond: (pause) => scoresOf(nar, experiment, { ...beyond, split: 'beyond' }, pause),
      }),
      group: (name) => algorithm(name).family,
    },
    turns: {
      // Every size once, and before that a round of first updates, which are slower than the others.
      cycle: experiment.algorithms.length * (1 + experiment.data.sizes.length),
      kind: (update) => trainingRequest(experiment, update).algorithm,
    },
  };
}

/** The loss of an update: of the whole batch, or of one chunk of its steps, drawn at random. */
function lossesOf({ seed, chunk }: NarExperiment, nar: Nar, batch: Batch, update: number) {
  const random = keyed(seed, 'nar-loss', update);
  if (chunk === null) return [() => nar.loss(batch, random)];
  const chunks = chunksOf(batch, chunk);
  const drawn = chunks[Math.floor(random.double() * chunks.length)];
  return [nar.chunkLoss(batch, random, drawn)];
}

/** What an update learns from. */
export function trainingRequest(
  { algorithms, data, seed }: NarExperiment,
  update: number,
): NarBatchRequest & { algorithm: NarExperiment['algorithms'][number] } {
  const round = Math.floor(update / algorithms.length);
  const name = algorithms[update % algorithms.length];
  return {
    algorithm: name,
    ...trainingDraw(name, data.sizes[round % data.sizes.length]),
    seed: narDataSeed('train', seed),
    first: round * data.batch,
    count: data.batch,
    randomPositions: true,
  };
}

/** The CLRS score of each algorithm on some problems. */
async function scoresOf(
  nar: Nar,
  { algorithms, data }: NarExperiment,
  problems: Pick<NarScoreRequest, 'size' | 'samples' | 'split'>,
  pause: Pause,
): Promise<Scores> {
  const scores: Record<string, number> = {};
  for (const algorithm of algorithms) {
    scores[algorithm] = await narScore(nar, { ...problems, algorithm, batch: data.batch }, pause);
  }
  return scores;
}
