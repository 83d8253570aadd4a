/** Multi-task training of a reasoner: what is lost in an update, and how it is validated. */
import { type Batch, algorithm } from '../dataset/index.ts';
import { type Nar, chunksOf } from '../model/nar/index.ts';
import type { Parameters } from '../model/parameters.ts';
import { keyed } from '../random/index.ts';
import type { NarExperiment } from '../experiment/nar-experiment.ts';
import { makeNarBatch } from './nar-batch.ts';
import type { Pause } from '../backend/interruption.ts';
import { type NarScoreRequest, narScore } from './nar-score.ts';
import { type Turns, turnsOf } from './nar-turns.ts';
import type { Task } from './loop/task.ts';
import type { Scores } from './loop/validation.ts';

/** Multi-task learning: an update learns one algorithm; batches are made in place unless something else makes them. */
export function narTask(
  experiment: NarExperiment,
  nar: Nar,
  parameters: Parameters,
  turns: Turns = turnsOf(experiment),
  batch = (update: number): Promise<Batch> => Promise.resolve(makeNarBatch(turns.at(update))),
): Task<Batch> {
  const { every, size, samples, beyond } = experiment.validation;
  return {
    parameters: parameters.entries(),
    batch,
    losses: (made, update) => lossesOf(experiment, nar, made, update),
    trained: (update) => nar.parametersOf(turns.at(update).algorithm).keys(),
    describe(update) {
      const { algorithm: name, size, seed, first, count } = turns.at(update);
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
    ...(turns.validated && { validated: turns.validated }),
    turns: {
      // Every size once, and before that a round of first updates, which are slower than the others.
      cycle: experiment.algorithms.length * (1 + experiment.data.sizes.length),
      kind: (update) => turns.at(update).algorithm,
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
