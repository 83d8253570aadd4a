/** The benchmarks: which algorithms, sizes, seeds and amounts. */
export { clrs30 } from './clrs30.ts';
export {
  type OfficialPart,
  type OfficialSplit,
  type TrainingProtocol,
  officialPart,
  officialSamples,
  trainingProtocol,
} from './protocol.ts';
export { type ClrsTextSplit, clrsText, clrsTextSizes } from './clrs-text.ts';
export {
  type TransnarSplit,
  transnarDecimals,
  transnarSampleAt,
  transnarSamples,
  transnarSizes,
} from './transnar.ts';
