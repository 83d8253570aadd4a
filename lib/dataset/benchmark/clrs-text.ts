/** The sizes and seeds of CLRS-Text (the reference's generate_clrs_text.py). */
import { type AlgorithmChoice, algorithm } from '../registry.ts';

/** Every size that the training set has for some algorithm; long texts stop some algorithms early. */
const trainSizes = [4, 5, 10, 11, 12, 15, 19, 23, 28, 31];
const smallestSize = 4;
const largestSizes = { train: 31, validation: 64 };

/** Seeds of the reference's streams (`sampleStream`), one stream for each size and seed, and samples taken of each. */
export const clrsText = {
  train: { seeds: [0], samples: 10_000 },
  validation: { seeds: [3, 14, 35, 81, 94, 125], samples: 125 },
  /** Decimals of the published texts. */
  truncateDecimals: 3,
} as const;

/** The parts of CLRS-Text that have a list of sizes (arXiv 2406.04229). */
export type ClrsTextSplit = 'train' | 'validation';

/** The problem sizes of a split of CLRS-Text for an algorithm. */
export function clrsTextSizes(choice: AlgorithmChoice, split: ClrsTextSplit): number[] {
  const largest = (algorithm(choice).benchmark.largestTexts ?? largestSizes)[split];
  if (split === 'train') return trainSizes.filter((size) => size <= largest);
  return Array.from({ length: largest - smallestSize + 1 }, (_, i) => smallestSize + i);
}
