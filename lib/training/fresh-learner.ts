import type { Tokenizer } from '../dataset/index.ts';
import { Nar } from '../model/nar/index.ts';
import { Parameters } from '../model/parameters.ts';
import type { LanguageModel } from '../model/transformer/language-model.ts';
import type { Reasoner } from '../model/transnar/reasoner.ts';
import { type LanguageExperiment, checkExperiment, languageExperiment } from './experiment.ts';
import { type LanguageTask, languageTask } from './language-task.ts';
import { languageModelOf, reasonerOf, recallOf, tokenizerNamed, trainedParameters } from './models.ts';

/** The models of an experiment with fresh weights: they learn nothing, but cost what trained ones do. */
export interface FreshLearner {
  readonly model: LanguageModel;
  readonly tokenizer: Tokenizer;
  readonly reasoner: Reasoner | undefined;
  /** Keeps no memories: every batch costs what one of the first epoch does. */
  readonly task: LanguageTask;
  /** Scalars that training changes, and those of a frozen reasoner. */
  readonly trainedParameters: number;
  readonly frozenParameters: number;
  dispose(): void;
}

/** `vocabulary` replaces the number of rows of the token tables, as a tokenizer with more tokens would. */
export function freshLearner(experiment: LanguageExperiment, vocabulary?: number): FreshLearner {
  checkExperiment(languageExperiment, experiment);
  const { reader, seed } = experiment;
  const tokenizer = tokenizerNamed(experiment.tokenizer);
  const [parameters, narParameters] = [Parameters.seeded(seed), Parameters.seeded(seed)];
  const reasoner = reader
    ? reasonerOf(new Nar(reader.nar.model, reader.nar.algorithms, narParameters), reader)
    : undefined;
  const model = languageModelOf(experiment, vocabulary ?? tokenizer.size, parameters, reasoner?.memoryWidths);
  const trained = trainedParameters(experiment, parameters, narParameters);
  const recall = recallOf(experiment, reasoner, model, 0);
  return {
    model,
    tokenizer,
    reasoner,
    task: languageTask(experiment, model, trained, tokenizer, recall),
    trainedParameters: [...trained.values()].reduce((sum, { size }) => sum + size, 0),
    frozenParameters: reader?.frozen ? narParameters.count() : 0,
    dispose() {
      parameters.dispose();
      narParameters.dispose();
    },
  };
}
