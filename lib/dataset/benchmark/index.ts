export {
  type OfficialPart,
  type OfficialSplit,
  type TrainingProtocol,
  officialPart,
  officialSamples,
  trainingProtocol,
} from './clrs30.ts';
export { type ClrsTextSplit, clrsText, clrsTextSizes } from './clrs-text.ts';
export {
  type TransnarSplit,
  transnarDecimals,
  transnarSampleAt,
  transnarSamples,
  transnarSizes,
} from './transnar.ts';
