/** The fused operations that the native engine computes itself. */
import type { EngineKernels } from '../../registry.ts';
import type { NativeBackend } from '../native-backend.ts';
import { nativeAdamStep } from './adam.ts';
import { nativeAttendFrom, nativeCausalAttention, nativeCrossAttention } from './attention.ts';
import { nativeSoftmaxCrossEntropy } from './cross-entropy.ts';
import { nativeFeedForward, nativeLinear } from './linear.ts';
import { nativeAddPairs, nativeScaleAll, nativeSquareSums } from './lists.ts';
import { nativeMaxDot } from './max-dot.ts';
import { nativeMaxMessages } from './messages.ts';
import { nativeLayerNorm, nativeRmsNorm } from './norm.ts';
import { nativeOrthogonalise } from './orthogonalise.ts';
import { nativeProductFlops } from './product-flops.ts';
import { nativeSetProductPrecision } from './product-precision.ts';
import { nativeReadNumbers, nativeRepeated } from './repeated.ts';
import { nativePutRows } from './room.ts';
import { nativeRotate } from './rotary.ts';
import { nativeSelfAttention } from './self-attention.ts';
import { nativeTripletMax } from './triplets.ts';

export const fusedKernels = {
  adam: nativeAdamStep,
  addPairs: nativeAddPairs,
  attendFrom: nativeAttendFrom,
  causalAttention: nativeCausalAttention,
  crossAttention: nativeCrossAttention,
  feedForward: nativeFeedForward,
  layerNorm: nativeLayerNorm,
  linear: nativeLinear,
  maxDot: nativeMaxDot,
  maxMessages: nativeMaxMessages,
  orthogonalise: nativeOrthogonalise,
  productFlops: nativeProductFlops,
  putRows: nativePutRows,
  readNumbers: nativeReadNumbers,
  repeated: nativeRepeated,
  rmsNorm: nativeRmsNorm,
  rotate: nativeRotate,
  scaleAll: nativeScaleAll,
  selfAttention: nativeSelfAttention,
  setProductPrecision: nativeSetProductPrecision,
  softmaxCrossEntropy: nativeSoftmaxCrossEntropy,
  squareSums: nativeSquareSums,
  tripletMax: nativeTripletMax,
} as const satisfies EngineKernels<NativeBackend>;
