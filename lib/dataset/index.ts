export {
  type Algorithm,
  type AlgorithmDefinition,
  type Arguments,
  type Family,
  type Sampler,
  type SamplerOptions,
  type ShownInputs,
  type TextRule,
  defineAlgorithm,
  families,
} from './algorithm.ts';
export { type Batch, type CollateOptions, collate } from './batch.ts';
export {
  type ClrsTextSplit,
  type OfficialPart,
  type OfficialSplit,
  type TrainingProtocol,
  type TransnarSplit,
  clrsText,
  clrsTextSizes,
  officialPart,
  officialSamples,
  trainingProtocol,
  transnarDecimals,
  transnarSampleAt,
  transnarSamples,
  transnarSizes,
} from './benchmark/index.ts';
export { type AlgorithmName, algorithmNames } from './names.ts';
export type { Probes, StageValues } from './recorder.ts';
export { algorithm, algorithms } from './registry.ts';
export { drawArguments, sampleAt, sampleStream } from './sampling.ts';
export {
  type Location,
  type ProbeSpec,
  type ProbeType,
  type Spec,
  type Stage,
  hint,
  input,
  locations,
  output,
  probeShape,
  probeTypes,
  stages,
} from './spec.ts';
export type { Feature, Features, Trajectory } from './trajectory.ts';
export {
  type PreprocessOptions,
  permutationPointers,
  predecessorAsInput,
  preprocess,
  preprocessedSpec,
  randomPositions,
} from './transforms/index.ts';
export {
  type ParsedAnswer,
  type ParsedQuestion,
  type TextOptions,
  type TextProblem,
  type TextSample,
  type TextValue,
  type TextValues,
  type Tokenizer,
  type TokenizerOptions,
  answerElements,
  charsTokenizer,
  formatFloat,
  formatSample,
  legalCharacters,
  namesTokenizer,
  parseAnswer,
  parseQuestion,
  retrace,
  textLayout,
  withIndexHints,
  withoutIndexHints,
} from './text/index.ts';
