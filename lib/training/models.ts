/** The models of experiments. */
import type * as tf from '@tensorflow/tfjs';
import { type Tokenizer, charsTokenizer, indicesTokenizer, namesTokenizer } from '../dataset/index.ts';
import type { MemoryWidths } from '../model/memory.ts';
import type { Nar } from '../model/nar/index.ts';
import type { Parameters } from '../model/parameters.ts';
import type { LanguageModel } from '../model/transformer/language-model.ts';
import { transformer } from '../model/transformer/transformer.ts';
import { MemoryBank } from '../model/transnar/memory-bank.ts';
import type { Reasoner } from '../model/transnar/reasoner.ts';
import { type Recall, recallFrom, recallLearning, recallNothing } from '../model/transnar/recall.ts';
import { transnar } from '../model/transnar/transnar.ts';
import type { LanguageExperiment } from '../experiment/index.ts';

const tokenizers = { names: namesTokenizer, chars: charsTokenizer, indices: indicesTokenizer };
export type TokenizerName = keyof typeof tokenizers;

export function tokenizerNamed(name: TokenizerName): Tokenizer {
  return tokenizers[name]();
}

/** The language model of an experiment with fresh parameters; `memory` are the widths of its reasoner's memory. */
export function languageModelOf(
  experiment: LanguageExperiment,
  vocabulary: number,
  parameters: Parameters,
  memory: MemoryWidths | undefined,
): LanguageModel {
  const { reader, transformer: config } = experiment;
  if (!reader) return transformer(config, vocabulary, parameters);
  if (!memory) throw new Error(`${experiment.name} reads a reasoner: train that first.`);
  return transnar({ transformer: config, transnar: reader.transnar, vocabulary, memory }, parameters);
}

/** A trained reasoner as the language model of an experiment reads it. */
export function reasonerOf(nar: Nar, { state }: NonNullable<LanguageExperiment['reader']>): Reasoner {
  return { memoryWidths: nar.memoryWidths(state), memory: (batch) => nar.memory(batch, state) };
}

/** How training comes by the memories that the model reads; those of a frozen reasoner are kept within `limit` bytes. */
export function recallOf(
  { reader }: LanguageExperiment,
  reasoner: Reasoner | undefined,
  { readsAt }: LanguageModel,
  limit: number,
): Recall {
  if (!reader || !reasoner) return recallNothing;
  if (!reader.frozen) return recallLearning(reasoner, readsAt);
  return recallFrom(new MemoryBank({ reasoner, readsAt, limit }));
}

/** The parameters that training changes and checkpoints hold: the language model's, and a reasoner's unless frozen. */
export function trainedParameters(
  { reader }: LanguageExperiment,
  language: Parameters,
  nar: Parameters | undefined,
): ReadonlyMap<string, tf.Variable> {
  const own = language.entries();
  return !reader || reader.frozen || !nar ? own : new Map([...own, ...nar.entries()]);
}

/** The parameters that training only reads: those of a frozen reasoner. */
export const frozenParameters = (
  { reader }: LanguageExperiment,
  nar: Parameters | undefined,
): ReadonlyMap<string, tf.Variable> =>
  reader?.frozen && nar ? nar.entries() : new Map<string, tf.Variable>();
