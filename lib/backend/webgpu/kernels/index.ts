/** The fused operations that the WebGPU engine computes itself. */
import type { EngineKernels } from '../../registry.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';

export const fusedKernels = {} as const satisfies EngineKernels<WebgpuBackend>;
