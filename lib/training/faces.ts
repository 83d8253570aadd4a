/** The driver under the name of each kind of training, typed by it. */
import type {
  DistillationExperiment,
  LanguageExperiment,
  NarExperiment,
  PretrainingExperiment,
  TextExperiment,
} from '../experiment/index.ts';
import type { TrainingHooks } from './loop/train.ts';
import { trainExperiment } from './train-experiment.ts';
import type { PretrainedLanguageModel, TrainedLanguageModel, TrainedNar } from './trained.ts';

/** The reasoner of an experiment with its best parameters by validation; as {@link trainExperiment}. */
export const pretrainNar = (experiment: NarExperiment, hooks?: TrainingHooks): Promise<TrainedNar> =>
  trainExperiment(experiment, hooks);

/** A language model that has read English; as {@link trainExperiment}. */
export const pretrainLanguageModel = (
  experiment: PretrainingExperiment,
  hooks?: TrainingHooks,
): Promise<PretrainedLanguageModel> => trainExperiment(experiment, hooks);

/** TransNAR or its text-only baseline, trained on CLRS-Text; as {@link trainExperiment}. */
export const trainOnText = (
  experiment: LanguageExperiment,
  hooks?: TrainingHooks,
): Promise<TrainedLanguageModel> => trainExperiment(experiment, hooks);

/** A text-only Transformer, taught by a TransNAR; as {@link trainExperiment}. */
export const distill = (
  experiment: DistillationExperiment,
  hooks?: TrainingHooks,
): Promise<TrainedLanguageModel> => trainExperiment(experiment, hooks);

/** The language model of an experiment of either kind; as {@link trainExperiment}. */
export const trainLanguageModel = (
  experiment: TextExperiment,
  hooks?: TrainingHooks,
): Promise<TrainedLanguageModel> => trainExperiment(experiment, hooks);
