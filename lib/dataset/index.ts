/**
 * The data: algorithms, their samples and texts, the benchmarks made of them. Knows no tensors.
 *
 * @module
 */
export {
  type Algorithm,
  type AlgorithmDefinition,
  type Arguments,
  type BenchmarkRule,
  type CompactValues,
  type Family,
  type Sampler,
  type SamplerOptions,
  type ShownInputs,
  type TextRule,
  type TraceOptions,
  type TrainingRule,
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
  clrs30,
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
export { adjacency, chain, identity, positions } from './encodings.ts';
export type { Probes, StageValues } from './recorder.ts';
export {
  type AlgorithmChoice,
  type AlgorithmName,
  algorithm,
  algorithmNames,
  algorithms,
} from './registry.ts';
export { checkDraw, drawArguments, sampleAt, sampleStream } from './sampling.ts';
export { type SolvedProblem, compactValues, isSolution } from './solution.ts';
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
  type DeviationName,
  type FormatOptions,
  type ParseOptions,
  type ParsedAnswer,
  type ParsedQuestion,
  type ReceivedAnswer,
  type TextOptions,
  type TextProblem,
  type TextSample,
  type TextValue,
  type TextValues,
  type Tokenizer,
  type TokenizerOptions,
  answerElements,
  charsTokenizer,
  deviations,
  formatFloat,
  formatSample,
  legalCharacters,
  indicesTokenizer,
  namesTokenizer,
  parseAnswer,
  parseOutputs,
  parseQuestion,
  piecesWithoutIndexHints,
  receivedAnswer,
  receivedQuestion,
  receivedTruth,
  retrace,
  solves,
  textLayout,
  withIndexHints,
  withoutIndexHints,
} from './text/index.ts';
