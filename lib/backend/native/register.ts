/** The native engine as tfjs and the registry of fused operations know it. */
import * as tf from '@tensorflow/tfjs';
import { registerKernels } from '../registry.ts';
import type { Addon } from './addon.ts';
import { elementwiseKernels } from './kernels/elementwise.ts';
import { indexingKernels } from './kernels/indexing.ts';
import type { KernelCall, NativeKernel, NativeKernels } from './kernels/kernel.ts';
import { layoutKernels } from './kernels/layout.ts';
import { productKernels } from './kernels/product.ts';
import { reductionKernels } from './kernels/reduction.ts';
import { NativeBackend } from './native-backend.ts';
import { fusedKernels } from './ops/index.ts';

/** The kernels that replace those of the cpu backend. */
export const nativeKernels: NativeKernels = {
  ...elementwiseKernels,
  ...indexingKernels,
  ...layoutKernels,
  ...productKernels,
  ...reductionKernels,
};

/** Makes the backend `native` known to tfjs, once; tfjs calls `starts` when it is first used. */
export function registerNative(addon: Addon, priority = 1, starts: () => void = () => undefined): void {
  if (tf.findBackendFactory('native')) return;
  const make = () => {
    starts();
    return quiet(new NativeBackend(addon));
  };
  tf.registerBackend('native', make, priority);
  tf.copyRegisteredKernels('cpu', 'native');
  for (const [name, kernel] of Object.entries(nativeKernels)) override(name, kernel);
  registerKernels('native', fusedKernels);
}

/** tfjs's cpu backend, and what extends it, greets on its first write with advice to use tfjs-node: none of our users' business. */
export function quiet<B extends tf.KernelBackend>(backend: B): B {
  if ('firstUse' in backend) backend.firstUse = false;
  return backend;
}

function override(kernelName: string, kernel: NativeKernel): void {
  const inherited = tf.getKernel(kernelName, 'cpu');
  if (!inherited) throw new Error(`The cpu backend has no kernel ${kernelName}.`);
  const fallback = inherited.kernelFunc as unknown as NativeKernel;
  // tfjs leaves the attributes away where a kernel has none.
  const kernelFunc = (call: KernelCall): ReturnType<NativeKernel> =>
    kernel({ ...call, attrs: call.attrs ?? {} }) ?? fallback(call);
  tf.unregisterKernel(kernelName, 'native');
  tf.registerKernel({
    ...inherited,
    backendName: 'native',
    kernelFunc: kernelFunc as unknown as tf.KernelFunc,
  });
}
