/** The sizes of the reasoner, as data. */
import type { NarConfig } from './config.ts';

/** The reference's defaults: the Triplet-GMPNN of arXiv 2209.11142. */
export const referenceNarConfig: NarConfig = {
  processor: 'triplet_gmpnn',
  width: 128,
  tripletWidth: 8,
  layerNorm: true,
  messagePassingSteps: 1,
  dropout: 0,
  hints: 'encoded_decoded',
  teacherForcing: 0,
  reprediction: 'soft',
};
