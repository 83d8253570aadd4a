/** The fused operations that the WebGPU engine computes itself. */
import type { EngineKernels } from '../../registry.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { webgpuAdamStep } from './adam.ts';
import { webgpuAttendFrom, webgpuCausalAttention, webgpuCrossAttention } from './attention.ts';
import { webgpuSoftmaxCrossEntropy } from './cross-entropy.ts';
import { webgpuLinear } from './linear.ts';
import { webgpuMaxMessages } from './messages.ts';
import { webgpuLayerNorm, webgpuRmsNorm } from './norm.ts';
import { webgpuRotate } from './rotary.ts';
import { webgpuTripletMax } from './triplets.ts';

export const fusedKernels = {
  adam: webgpuAdamStep,
  attendFrom: webgpuAttendFrom,
  causalAttention: webgpuCausalAttention,
  crossAttention: webgpuCrossAttention,
  layerNorm: webgpuLayerNorm,
  linear: webgpuLinear,
  maxMessages: webgpuMaxMessages,
  rmsNorm: webgpuRmsNorm,
  rotate: webgpuRotate,
  softmaxCrossEntropy: webgpuSoftmaxCrossEntropy,
  tripletMax: webgpuTripletMax,
} as const satisfies EngineKernels<WebgpuBackend>;
