/** The fused operations that the WebGPU engine computes itself. */
import type { EngineKernels } from '../../registry.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { webgpuAdamStep } from './adam.ts';
import { webgpuAttendFrom, webgpuCausalAttention, webgpuCrossAttention } from './attention.ts';
import { webgpuSoftmaxCrossEntropy } from './cross-entropy.ts';
import { webgpuAddPairs, webgpuScaleAll, webgpuSquareSums } from './gradients.ts';
import { webgpuLinear } from './linear.ts';
import { webgpuMaxDot } from './max-dot.ts';
import { webgpuMaxMessages } from './messages.ts';
import { webgpuLayerNorm, webgpuRmsNorm } from './norm.ts';
import { webgpuOrthogonalise } from './orthogonalise.ts';
import { webgpuSetProductPrecision } from './product-precision.ts';
import { webgpuPutRows } from './put-rows.ts';
import { webgpuReadOutLoss } from './read-out-loss.ts';
import { webgpuRotate } from './rotary.ts';
import { webgpuScatterAdd } from './scatter-add.ts';
import { webgpuTripletMax } from './triplets.ts';

export const fusedKernels = {
  adam: webgpuAdamStep,
  addPairs: webgpuAddPairs,
  attendFrom: webgpuAttendFrom,
  causalAttention: webgpuCausalAttention,
  crossAttention: webgpuCrossAttention,
  layerNorm: webgpuLayerNorm,
  linear: webgpuLinear,
  maxDot: webgpuMaxDot,
  maxMessages: webgpuMaxMessages,
  orthogonalise: webgpuOrthogonalise,
  putRows: webgpuPutRows,
  readOutLoss: (backend, inputs) => webgpuReadOutLoss(backend, inputs),
  rmsNorm: webgpuRmsNorm,
  rotate: webgpuRotate,
  scaleAll: webgpuScaleAll,
  scatterAdd: webgpuScatterAdd,
  setProductPrecision: webgpuSetProductPrecision,
  softmaxCrossEntropy: webgpuSoftmaxCrossEntropy,
  squareSums: webgpuSquareSums,
  tripletMax: webgpuTripletMax,
} as const satisfies EngineKernels<WebgpuBackend>;
