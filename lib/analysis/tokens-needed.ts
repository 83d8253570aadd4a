/** How many tokens an experiment needs until a score, by the attempts at records that are most like it. */
import { isDeepStrictEqual } from 'node:util';
import {
  type FieldDifference,
  type LanguageExperiment,
  type RecordRow,
  fieldDifferences,
} from '../experiment/index.ts';
import { identity } from '../experiment/identity.ts';
import { grouped } from '../metric/index.ts';

/** What the table of records says of an experiment. */
export interface TokensNeeded {
  /** What it rests on: the attempts of one configuration, which differ in their seeds. */
  readonly rows: readonly RecordRow[];
  /** Fields of what decides learning in which the attempts differ from the experiment: its values, and theirs. */
  readonly differences: readonly FieldDifference[];
  /** For each seed that reached the score, in ascending order, how many tokens that took. */
  readonly tokens: readonly number[];
  /** Whether these are upper bounds: a curve was not kept, and the score is one that was passed on the way. */
  readonly atMost: boolean;
}

/**
 * The tokens until the mean score of the table (`recordTarget` says which) is at least `score`, by the attempts with the
 * same algorithms, model and transforms of gradients that differ in the fewest other fields. Undefined if there are none.
 */
export function tokensNeeded(
  experiment: LanguageExperiment,
  rows: readonly RecordRow[],
  score: number,
): TokensNeeded | undefined {
  const wanted = decidesLearning(experiment);
  const near = grouped(
    rows.filter((row) => isDeepStrictEqual(kindOf(row.experiment), kindOf(experiment))),
    (row) => JSON.stringify(decidesLearning(row.experiment)),
  ).map((own) => ({
    rows: own,
    differences: fieldDifferences([wanted, decidesLearning(own[0].experiment)]),
  }));
  const [nearest] = near.sort((a, b) => a.differences.length - b.differences.length);
  if (nearest === undefined) return undefined;
  const reached = nearest.rows.filter((row) => tokensUntil(row, score) !== undefined);
  return {
    ...nearest,
    tokens: reached.map((row) => tokensUntil(row, score)!).sort((a, b) => a - b),
    atMost: reached.some((row) => !row.curve && score < row.experiment.training.until!.value),
  };
}

/** What two experiments must share for one to say anything of the other. */
const kindOf = ({ algorithms, reader, training }: LanguageExperiment) => ({
  algorithms: [...algorithms].sort(),
  reads: reader !== null,
  transforms: Object.keys(training.optimizer ?? {}).sort(),
});

/** Files and folders by their names: those of another machine cannot be read. Neither the seed nor the target decides. */
function decidesLearning(experiment: LanguageExperiment): object {
  const algorithms = [...experiment.algorithms].sort();
  const training = { ...experiment.training, until: undefined };
  return identity({ ...experiment, algorithms, training, seed: undefined }, ({ path }) => path);
}

function tokensUntil({ curve, tokens, score: last }: RecordRow, score: number): number | undefined {
  if (curve) return curve.find((look) => look.score >= score)?.tokens;
  return last >= score ? tokens : undefined;
}
