/** What a page holds of trained models so that they run in it: their experiments as data, their weights apart. */
import type { LanguageExperiment, NarExperiment } from '../../experiment/experiment.ts';

/** The models of a page, and what is trained in it. */
export interface LiveData {
  /** The reasoner, with the algorithms that the page holds its encoders and decoders of. */
  readonly nar: NarExperiment;
  readonly language: readonly LiveLanguageModel[];
  /** A reasoner that learns within a minute while one watches. */
  readonly tiny: NarExperiment;
}

/** A language model of the page. */
export interface LiveLanguageModel {
  /** What the page calls it, such as "TransNAR". */
  readonly title: string;
  /** The folder of its run. */
  readonly run: string;
  readonly experiment: LanguageExperiment;
}

/** Names within the file of weights: those of the reasoner, and of language model number `index`. */
export const narWeights = 'nar/';
export const languageWeights = (index: number) => `language.${index}/`;
