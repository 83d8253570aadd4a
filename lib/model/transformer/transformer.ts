/** The language model that reads nothing but text. */
import { type Parameters, sizeOf } from '../parameters.ts';
import type { TransformerConfig } from './config.ts';
import { type LanguageModel, type MemoryReader, languageModel } from './language-model.ts';
import { transformerStack } from './stack.ts';

/** Where the parameters of the Transformer are, alone and within TransNAR: so one's checkpoint fits the other. */
export const languageScope = 'language';

/** A decoder-only Transformer over `vocabulary` tokens, its parameters below `language.`. */
export function transformer(
  config: TransformerConfig,
  vocabulary: number,
  parameters: Parameters,
): LanguageModel {
  return languageModel(transformerStack(config, vocabulary, parameters.scope(languageScope)), readsNothing);
}

/** The number of parameters of a Transformer over `vocabulary` tokens. */
export function transformerSize(config: TransformerConfig, vocabulary: number): number {
  return sizeOf((parameters) => transformer(config, vocabulary, parameters));
}

const readsNothing: MemoryReader<void> = {
  readsAt: [],
  prepare: () => undefined,
  keep: () => undefined,
  read: (x) => x,
};
