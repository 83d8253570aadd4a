/** The kinds of experiments: how each is told from the others, and its schema. One row adds a kind. */
import type { z } from 'zod';
import { isRecord } from '../store/json.ts';
import {
  type DistillationExperiment,
  type TextExperiment,
  distillationExperiment,
  isDistillation,
  learningPart,
} from './distillation-experiment.ts';
import { checkExperiment } from './check-experiment.ts';
import { type LanguageExperiment, languageExperiment } from './language-experiment.ts';
import { type NarExperiment, narExperiment } from './nar-experiment.ts';
import { type PretrainingExperiment, pretrainingExperiment } from './pretraining-experiment.ts';

/** An experiment of any kind. */
export type Experiment = NarExperiment | PretrainingExperiment | TextExperiment;

/** What is trained: the name of a kind of experiment. */
export type KindName = keyof ExperimentOf;

/** The experiments by kind. */
export interface ExperimentOf {
  readonly reasoner: NarExperiment;
  readonly english: PretrainingExperiment;
  readonly text: LanguageExperiment;
  readonly student: DistillationExperiment;
}

interface ExperimentKind<K extends KindName> {
  readonly schema: z.ZodType<ExperimentOf[K]>;
  /** Whether something is meant to be an experiment of this kind, right or wrong. */
  readonly is: (experiment: object) => boolean;
  /** The experiments that have to be trained before it. */
  readonly needs: (experiment: ExperimentOf[K]) => readonly Experiment[];
}

const kinds: { readonly [K in KindName]: ExperimentKind<K> } = {
  reasoner: { schema: narExperiment, is: (experiment) => 'model' in experiment, needs: () => [] },
  student: {
    schema: distillationExperiment,
    is: isDistillation,
    needs: ({ student, teacher }) => [...prerequisitesOf(student), teacher],
  },
  text: {
    schema: languageExperiment,
    is: (experiment) => 'algorithms' in experiment,
    needs: ({ reader, initialisation }) => [
      ...(reader ? [reader.nar] : []),
      ...(initialisation.kind === 'english' ? [initialisation.experiment] : []),
    ],
  },
  english: {
    schema: pretrainingExperiment,
    is: (experiment) => 'transformer' in experiment,
    needs: () => [],
  },
};

/** The kind of an experiment: the first whose mark it bears. Throws if it bears none. */
export function kindOf(experiment: object): KindName {
  const found = (Object.keys(kinds) as KindName[]).find(
    (kind) => isRecord(experiment) && kinds[kind].is(experiment),
  );
  if (found) return found;
  throw new Error(
    'This is no experiment: a reasoner has "model", a language model "transformer", a distillation "teacher".',
  );
}

/** The schema of an experiment's kind. Throws if it is of none. */
export const schemaOf = (experiment: object): z.ZodType<Experiment> => kinds[kindOf(experiment)].schema;

/** The experiment, if it is one of some kind. Throws one message that names every field that is wrong. */
export const checkAnyExperiment = (experiment: object): Experiment =>
  checkExperiment(schemaOf(experiment), experiment);

/** As {@link checkAnyExperiment}, for what trains a model that answers text. */
export function checkTextExperiment(experiment: object): TextExperiment {
  const kind = kindOf(experiment);
  if (kind === 'text' || kind === 'student') return checkAnyExperiment(experiment) as TextExperiment;
  throw new Error(`This experiment trains no model that answers text: name one such as transnar-laptop.`);
}

/** The experiments that have to be trained before this one: a reasoner, English, a teacher. */
export function prerequisitesOf(experiment: Experiment): readonly Experiment[] {
  return kinds[kindOf(experiment)].needs(experiment as never);
}

/** How an experiment is trained: a student's way is its own, not its teacher's. */
export const trainingOf = (experiment: Experiment) => learningPart(experiment).training;
