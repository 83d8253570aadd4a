/** The data of TransNAR (arXiv 2406.09308, section 4): sizes, amounts and which samples are for what. */
import type { AlgorithmChoice } from '../registry.ts';
import { sampleAt } from '../sampling.ts';
import type { Trajectory } from '../trajectory.ts';

/** The parts of this library's data for language models; none has a problem of another's. */
export type TransnarSplit = 'train' | 'validation' | 'evaluation';

/**
 * The paper prints the training sizes as "[4, 8] and 12". Its 2,400,000 samples are 30 algorithms x 8 sizes x 10,000,
 * which fits 4 to 8 and 12, together with the evaluation sizes 10 and 14: that reading is `train`. `literalTrain` is
 * the three sizes as printed.
 */
export const transnarSizes = {
  train: [4, 5, 6, 7, 8, 12],
  literalTrain: [4, 8, 12],
  /** In distribution, interpolation, extrapolation. */
  evaluation: [12, 10, 14],
} as const;

/** Samples per algorithm and size: 70 % of those of the training sizes train, the others validate. */
export const transnarSamples: Record<TransnarSplit, number> = {
  train: 7_000,
  validation: 3_000,
  evaluation: 10_000,
};

/** Decimals of the numbers in the text. */
export const transnarDecimals = 3;

/**
 * Sample `index` of a split for one algorithm and size, a pure function of its arguments. Training and validation cut one
 * row of samples in two; evaluation has a row of its own: no split ever holds another's sample. Throws beyond the
 * split's last sample.
 */
export function transnarSampleAt(
  split: TransnarSplit,
  choice: AlgorithmChoice,
  size: number,
  seed: number,
  index: number,
): Trajectory {
  if (!Number.isInteger(index) || index < 0 || index >= transnarSamples[split]) {
    throw new RangeError(
      `The ${split} split has samples 0 to ${transnarSamples[split] - 1} of a size, not ${index}.`,
    );
  }
  const row = split === 'evaluation' ? 'evaluation' : 'training';
  const position = split === 'validation' ? transnarSamples.train + index : index;
  return sampleAt(choice, size, `transnar ${row} ${seed}`, position, { truncateDecimals: transnarDecimals });
}
