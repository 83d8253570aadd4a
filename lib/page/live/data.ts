/** What a page holds of trained models so that they run in it: their experiments as data, their weights apart. */
import type { LanguageExperiment } from '../../experiment/language-experiment.ts';
import type { NarExperiment } from '../../experiment/nar-experiment.ts';

/** The models of a page, and what is trained in it. */
export interface LiveData {
  /** The reasoner, with the algorithms that the page holds its encoders and decoders of. */
  readonly nar: NarExperiment;
  /** Those that write answers; what they read is this reasoner's. */
  readonly voices: readonly LiveVoice[];
  /** A reasoner that learns within a minute while one watches. */
  readonly tiny: NarExperiment;
}

/** A language model of the page. */
export interface LiveVoice {
  /** Such as "TransNAR". */
  readonly title: string;
  /** The folder of its run. */
  readonly run: string;
  readonly experiment: LanguageExperiment;
}

/** Names within the file of weights: those of the reasoner, and of a voice by its number. */
export const narWeights = 'nar/';
export const voiceWeights = (voice: number) => `voice.${voice}/`;
