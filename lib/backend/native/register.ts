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
  for (const inherited of tf.getKernelsForBackend('cpu'))
    register(inherited, nativeKernels[inherited.kernelName]);
  assertInherited(Object.keys(nativeKernels));
  registerKernels('native', fusedKernels);
}

/** tfjs's cpu backend, and what extends it, greets on its first write with advice to use tfjs-node: none of our users' business. */
export function quiet<B extends tf.KernelBackend>(backend: B): B {
  if ('firstUse' in backend) backend.firstUse = false;
  return backend;
}

/** Kernels that compute nothing: they give the same memory another shape. */
const views = ['ExpandDims', 'Identity', 'Reshape'];

/** A kernel of the cpu backend, or in its place the native one, which leaves it what it does not compute itself. */
function register(inherited: tf.KernelConfig, kernel: NativeKernel = () => undefined): void {
  const { kernelName } = inherited;
  const fallback = inherited.kernelFunc as unknown as NativeKernel;
  // tfjs leaves the attributes away where a kernel has none.
  const kernelFunc = (call: KernelCall): ReturnType<NativeKernel> => {
    const computed = kernel({ ...call, attrs: call.attrs ?? {} });
    if (computed) return computed;
    const { inputs, backend } = call;
    // Without inputs it gives the same every time.
    if (!views.includes(kernelName) && Object.keys(inputs ?? {}).length > 0) {
      backend.recording?.refuse(`${kernelName} is computed in JavaScript`);
    }
    return fallback(call);
  };
  tf.registerKernel({
    ...inherited,
    backendName: 'native',
    kernelFunc: kernelFunc as unknown as tf.KernelFunc,
  });
}

function assertInherited(names: readonly string[]): void {
  const missing = names.find((name) => !tf.getKernel(name, 'cpu'));
  if (missing !== undefined) throw new Error(`The cpu backend has no kernel ${missing}.`);
}
