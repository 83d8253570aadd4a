/** Which engine computes an op: the kernel registered for the current backend, or else the composition. */
import * as tf from '@tensorflow/tfjs';
import type { KernelName, KernelTable, Op } from './kernels.ts';

/**
 * An engine's own kernels, each called with its backend first. A kernel answers for all inputs: what it cannot compute it
 * hands to the composition.
 */
export type EngineKernels<B extends tf.KernelBackend> = {
  readonly [N in KernelName]?: (backend: B, ...inputs: KernelTable[N]['inputs']) => KernelTable[N]['output'];
};

const engines = new Map<string, EngineKernels<tf.KernelBackend>>();

/** Makes kernels known for the tfjs backend of this name; later ones take the place of earlier ones. */
export function registerKernels<B extends tf.KernelBackend>(
  backend: string,
  kernels: EngineKernels<B>,
): void {
  // Only ever called with the backend of this name, which is a B.
  const added = kernels as unknown as EngineKernels<tf.KernelBackend>;
  engines.set(backend, { ...engines.get(backend), ...added });
}

/** The op `name`. Gives what `composed` gives, on every backend. */
export function fused<N extends KernelName>(name: N, composed: Op<N>): Op<N> {
  return (...inputs) => {
    const kernel = engines.get(tf.getBackend())?.[name];
    return kernel ? kernel(tf.backend(), ...inputs) : composed(...inputs);
  };
}
