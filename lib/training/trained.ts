/** What training gives: models with the runs that their parameters come from. */
import type { Tokenizer } from '../dataset/index.ts';
import type { Nar } from '../model/nar/index.ts';
import type { Parameters } from '../model/parameters.ts';
import type { LanguageModel } from '../model/transformer/language-model.ts';
import type { Reasoner } from '../model/transnar/reasoner.ts';
import type {
  DistillationExperiment,
  Experiment,
  LanguageExperiment,
  NarExperiment,
  PretrainingExperiment,
} from '../experiment/index.ts';
import type { Run } from '../store/index.ts';

/** What all of them have. */
export interface Trained {
  readonly run: Run;
  readonly parameters: Parameters;
  /** Frees the parameters; again is harmless. */
  dispose(): void;
}

/** A reasoner with the run that trained it. */
export interface TrainedNar extends Trained {
  readonly experiment: NarExperiment;
  readonly nar: Nar;
}

/** A language model that has read ordinary English. */
export interface PretrainedLanguageModel extends Trained {
  readonly experiment: PretrainingExperiment;
  readonly model: LanguageModel;
}

/** A language model with the run that trained it; its `parameters` are its own, those of the reasoner are apart. */
export interface TrainedLanguageModel extends Trained {
  /** What the model is, and the text that it reads and writes. */
  readonly experiment: LanguageExperiment;
  /** Where it learned from a teacher: the experiment whose `student` it is. */
  readonly distillation?: DistillationExperiment;
  readonly model: LanguageModel;
  readonly tokenizer: Tokenizer;
  /** What TransNAR reads: as it was pretrained, or as this run trained it on. */
  readonly reasoner?: Reasoner;
  /** Whether it reads and writes index hints. */
  readonly indexHints: boolean;
}

/** What an experiment trains. */
export type TrainedBy<E extends Experiment> = E extends NarExperiment
  ? TrainedNar
  : E extends PretrainingExperiment
    ? PretrainedLanguageModel
    : TrainedLanguageModel;
