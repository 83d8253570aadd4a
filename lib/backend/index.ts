/**
 * The tensor engine: which one computes, and the operations that it offers beyond those of tfjs.
 *
 * @module
 */
export {
  chooseBackend,
  computingThreads,
  describeBackend,
  sharedEngine,
  type BackendOptions,
  type BackendReport,
} from './choose.ts';
export { engineInUse } from './first-use.ts';
export { engineNames, findEngine, type Engine, type EngineName } from './engines.ts';
export { GpuMemoryError } from './gpu-memory-error.ts';
export { type GpuAbilities, gpuAbilities, gpuPeakBytes } from './webgpu/gpu-in-use.ts';
export type {
  Act,
  Activation,
  AdamOptions,
  AdamSlot,
  Angles,
  FeedForwardInputs,
  Joining,
  LinearWeights,
  MaxDotInputs,
  MaxMessagesInputs,
  ProductPrecision,
  Repeated,
  SelfAttentionInputs,
  TripletInputs,
} from './kernels.ts';
export * from './ops/index.ts';
