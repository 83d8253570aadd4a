/** Models that have learned nothing, to be measured or looked into. */
import type { Tokenizer } from '../dataset/index.ts';
import { Nar } from '../model/nar/index.ts';
import { Parameters } from '../model/parameters.ts';
import type { LanguageModel } from '../model/transformer/language-model.ts';
import type { Reasoner } from '../model/transnar/reasoner.ts';
import { distillationTask } from './distill.ts';
import {
  type DistillationExperiment,
  type LanguageExperiment,
  type TextExperiment,
  checkExperiment,
  distillationExperiment,
  isDistillation,
  languageExperiment,
} from '../experiment/index.ts';
import { groupThreads } from './group-threads.ts';
import { startOf } from './initialisation.ts';
import { type LanguageTask, languageTask } from './language-task.ts';
import { frozenParameters, languageModelOf, reasonerOf, recallOf, trainedParameters } from './models.ts';

/** What learns, with fresh weights: it learns nothing, but costs what a trained one does. */
export interface Learner {
  readonly task: LanguageTask;
  /** Scalars that training changes, and those that it only reads: of a frozen reasoner, of a teacher. */
  readonly trainedParameters: number;
  readonly frozenParameters: number;
  dispose(): void;
}

/** The models of an experiment. */
export interface FreshLearner extends Learner {
  readonly model: LanguageModel;
  readonly tokenizer: Tokenizer;
  /** The language model's own. */
  readonly parameters: Parameters;
  readonly reasoner: Reasoner | undefined;
}

/** As {@link freshLearner}, for an experiment of either kind. */
export function freshLearnerOf(experiment: TextExperiment, vocabulary?: number): Learner {
  return isDistillation(experiment)
    ? freshStudent(experiment, vocabulary)
    : freshLearner(experiment, vocabulary);
}

function freshStudent(experiment: DistillationExperiment, vocabulary?: number): Learner {
  checkExperiment(distillationExperiment, experiment);
  const student = freshLearner(experiment.student, vocabulary);
  const teacher = freshLearner(experiment.teacher, vocabulary);
  const { model, parameters, tokenizer } = student;
  return {
    task: distillationTask(experiment, model, parameters.entries(), tokenizer, teacher),
    trainedParameters: student.trainedParameters,
    frozenParameters: teacher.trainedParameters + teacher.frozenParameters,
    dispose() {
      student.dispose();
      teacher.dispose();
    },
  };
}

/**
 * The task keeps no memories: every batch costs what one of the first epoch does. `wanted` replaces the number of rows of
 * the token tables, as a tokenizer with more tokens would. No weights are read; throws if a folder that the experiment
 * starts from is of another Transformer, or lacks its tokenizer.
 */
export function freshLearner(experiment: LanguageExperiment, wanted?: number): FreshLearner {
  checkExperiment(languageExperiment, experiment);
  const { reader, seed } = experiment;
  const { tokenizer, vocabulary } = startOf(experiment);
  const rows = wanted ?? vocabulary;
  const [parameters, narParameters] = [Parameters.seeded(seed), Parameters.seeded(seed)];
  const reasoner = reader
    ? reasonerOf(new Nar(reader.nar.model, reader.nar.algorithms, narParameters), reader)
    : undefined;
  const model = languageModelOf(experiment, rows, parameters, reasoner?.memoryWidths);
  const trained = trainedParameters(experiment, parameters, narParameters);
  const recall = recallOf(experiment, reasoner, model, 0);
  const frozen = frozenParameters(experiment, narParameters);
  const elsewhere = groupThreads({ experiment, vocabulary: rows, learned: trained, frozen, limit: 0 });
  return {
    model,
    tokenizer,
    parameters,
    reasoner,
    task: {
      ...languageTask(experiment, model, trained, tokenizer, recall),
      ...(elsewhere && { elsewhere }),
    },
    trainedParameters: [...trained.values()].reduce((sum, { size }) => sum + size, 0),
    frozenParameters: reader?.frozen ? narParameters.count() : 0,
    dispose() {
      void elsewhere?.close();
      parameters.dispose();
      narParameters.dispose();
    },
  };
}
