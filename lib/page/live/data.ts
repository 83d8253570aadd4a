/** What a page holds of trained models so that they run in it: their experiments as data, their weights apart. */
import type { LanguageExperiment } from '../../experiment/language-experiment.ts';
import type { NarExperiment } from '../../experiment/nar-experiment.ts';

/** The models of a page, and what is trained in it. */
export interface LiveData {
  /** The reasoner, with the algorithms that the page holds its encoders and decoders of. */
  readonly nar: NarExperiment;
  readonly voices: readonly LiveVoice[];
  /** A reasoner that learns within a minute while one watches. */
  readonly tiny: NarExperiment;
}

/** What answers under one name, such as "TransNAR": several models where each has learned some of the algorithms. */
export interface LiveVoice<Model extends LiveLanguageModel = LiveLanguageModel> {
  readonly title: string;
  /** The first that has learned the algorithm of a question answers it; if none has, the last. */
  readonly models: readonly [Model, ...Model[]];
}

/** A language model of the page. */
export interface LiveLanguageModel {
  /** The folder of its run. */
  readonly run: string;
  readonly experiment: LanguageExperiment;
}

/** The model of a voice that answers questions of an algorithm. */
export function modelFor<Model extends { readonly experiment: Pick<LanguageExperiment, 'algorithms'> }>(
  { models }: { readonly models: readonly [Model, ...Model[]] },
  algorithm: string,
): Model {
  const learned = models.find(({ experiment }) => experiment.algorithms.some((own) => own === algorithm));
  return learned ?? models[models.length - 1];
}

/** Names within the file of weights: those of the reasoner, and of a model of a voice, both by number. */
export const narWeights = 'nar/';
export const languageWeights = (voice: number, model: number) => `language.${voice}.${model}/`;
