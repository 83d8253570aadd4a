/** Whether the texts of an experiment fit into its model, found before anything that it needs is trained. */
import { type TextSample, type Tokenizer, formatSample, transnarSampleAt } from '../dataset/index.ts';
import { encodeExample } from '../model/language-data/index.ts';
import type { LanguageExperiment } from '../experiment/index.ts';
import { largestLabels } from './index-labels.ts';

/** Texts that a model is to read and write. */
interface Texts {
  readonly split: 'train' | 'validation';
  readonly sizes: readonly number[];
  /** How to do without one that does not fit. */
  readonly without: (size: number) => string;
}

/**
 * Throws where a problem of training, of its looks or of evaluation, with its answer, is longer than the context: the first
 * problem of each algorithm and size is tried, with the longest labels, since lengths differ little between problems of one
 * size; of sizes of evaluation a validation problem, for those of evaluation are for nothing else.
 */
export function requireRoom(experiment: LanguageExperiment, tokenizer: Tokenizer): void {
  const { algorithms, data, training, evaluation, transformer } = experiment;
  const { until } = training;
  const all: readonly Texts[] = [
    { split: 'train', sizes: data.sizes, without: (size) => `leave ${size} out of data.sizes` },
    {
      split: 'validation',
      sizes: until ? [until.size] : [],
      without: () => 'choose another training.until.size',
    },
    {
      split: 'validation',
      sizes: evaluation.sizes,
      without: (size) => `leave ${size} out of evaluation.sizes`,
    },
  ];
  for (const { split, sizes, without } of all) {
    for (const algorithm of algorithms) {
      for (const size of sizes) {
        const { tokens } = encodeExample(textOf(split, algorithm, size, data), tokenizer);
        if (tokens.length - 1 <= transformer.context) continue; // The last token is written, and not read.
        throw new RangeError(
          `A problem of ${algorithm} at size ${size} takes ${tokens.length} tokens, the context is ${transformer.context}: ` +
            `raise transformer.context, or ${without(size)}.`,
        );
      }
    }
  }
}

/** A problem as it is trained on, or as it would be asked. */
function textOf(
  split: Texts['split'],
  algorithm: LanguageExperiment['algorithms'][number],
  size: number,
  data: LanguageExperiment['data'],
): TextSample {
  if (split === 'validation')
    return formatSample(transnarSampleAt('validation', algorithm, size, 0, 0), data);
  const trajectory = transnarSampleAt('train', algorithm, size, 0, 0);
  const { indexLabels: below } = data;
  const labels = below === undefined ? undefined : largestLabels(trajectory.nodes, below);
  return formatSample(trajectory, { ...data, labels });
}
