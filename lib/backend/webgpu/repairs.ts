/** Two of tfjs's WebGPU kernels that go wrong without a word, put right. */
import * as tf from '@tensorflow/tfjs';
import { chunks } from '../../metric/chunks.ts';
import type { WebgpuBackend } from './webgpu-backend.ts';

interface KernelCall {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: WebgpuBackend;
}

type Kernel = (call: KernelCall) => tf.TensorInfo;

/** By tfjs's names: each is given the kernel whose place it takes. */
const repairs: Readonly<Record<string, (original: Kernel) => Kernel>> = { AddN: inParts, Cast: converting };

/** Puts them in the places of tfjs's own. */
export function repair(): void {
  for (const [kernelName, repaired] of Object.entries(repairs)) {
    const config = tf.getKernel(kernelName, 'webgpu');
    const original = config.kernelFunc as unknown as Kernel;
    tf.unregisterKernel(kernelName, 'webgpu');
    tf.registerKernel({ ...config, kernelFunc: repaired(original) as unknown as tf.KernelFunc });
  }
}

/** tfjs binds all summands at once, of which a device allows few; the result is then whatever the memory held. */
function inParts(original: Kernel): Kernel {
  return (call) => {
    const { backend } = call;
    const most = backend.device.limits.maxStorageBuffersPerShaderStage - 1;
    const sumOf = (summands: readonly tf.TensorInfo[]): tf.TensorInfo =>
      original({ ...call, inputs: summands as unknown as KernelCall['inputs'] });
    const [first = [], ...others] = chunks(Object.values(call.inputs), most);
    let sum = sumOf(first);
    for (const summand of others.flatMap((part) => chunks(part, most - 1))) {
      const before = sum;
      sum = sumOf([before, ...summand]);
      backend.disposeData(before.dataId);
    }
    return sum;
  };
}

/**
 * tfjs calls whole numbers and booleans floats without converting them; kernels that read memory as it is typed then do
 * not compile.
 */
function converting(original: Kernel): Kernel {
  return (call) => {
    const { inputs, attrs, backend } = call;
    const { x } = inputs;
    const isWhole = x?.dtype === 'int32' || x?.dtype === 'bool';
    if (!isWhole || attrs['dtype'] !== 'float32') return original(call);
    const { values } = backend.tensorMap.get(x.dataId);
    if (values) return backend.makeTensorInfo(x.shape, 'float32', Float32Array.from(values));
    const size = tf.util.sizeFromShape(x.shape);
    const program = {
      shaderKey: 'castToFloat',
      outputShape: x.shape,
      variableNames: ['A'],
      size: true,
      workgroupSize: [128, 1, 1],
      dispatchLayout: { x: x.shape.map((_, axis) => axis) },
      dispatch: [Math.max(1, Math.ceil(size / 128)), 1, 1],
      getUserCode: () =>
        'fn main(index : i32) { if (index < uniforms.size) { setOutputAtIndex(index, f32(A[index])); } }',
    } as const;
    return backend.runWebGPUProgram(program, [x], 'float32');
  };
}
