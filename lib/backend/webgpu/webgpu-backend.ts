/** tfjs's WebGPU backend on a recorded device: pooled buffers, reads that may be waited for, and what kernels need of it. */
import type * as tf from '@tensorflow/tfjs';
import type { ProductPrecision } from '../kernels.ts';
import { GpuBufferPool } from './buffer-pool.ts';
import { type RecordedBuffer, type RecordingDevice, provideNames } from './recording-device.ts';
import { usage } from './gpu.ts';
import { type UniformField, UniformTable, uniformContent } from './uniforms.ts';

type Values = Float32Array | Int32Array | Uint8Array;

/** What tfjs's backend knows of a tensor's data. */
interface TensorData {
  readonly dtype: tf.DataType;
  readonly shape: number[];
  /** In the memory of the process: of what was not used yet, or was read. */
  values: Values | null | undefined;
  resource: RecordedBuffer | null | undefined;
  readonly refCount: number;
}

interface Program {
  readonly shaderKey: string;
  readonly outputShape: readonly number[];
  readonly variableNames: readonly string[];
  readonly size: true;
  readonly workgroupSize: readonly [number, number, number];
  readonly dispatchLayout: { readonly x: readonly number[] };
  readonly dispatch: readonly [number, number, number];
  readonly getUserCode: () => string;
}

/** The backend that tfjs's package makes, as far as it is used here. */
export interface WebgpuBackend extends tf.KernelBackend {
  readonly device: RecordingDevice;
  /** Of its adapter, as results say what they were computed on. */
  gpuName: string;
  readonly tensorMap: { get(dataId: object): TensorData };
  bufferManager: GpuBufferPool;
  uniforms: UniformTable;
  productPrecision: Exclude<ProductPrecision, 'bfloat16'>;
  readonly commandQueueOwnedIds: WeakSet<object>;
  readonly uniformPendingDisposal: RecordedBuffer[];
  commandEncoder: ReturnType<RecordingDevice['createCommandEncoder']> | null;
  computePassEncoder: ReturnType<
    ReturnType<RecordingDevice['createCommandEncoder']>['beginComputePass']
  > | null;
  dispatchCountInPass: number;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  uploadToGPU(dataId: object): void;
  makeTensorInfo(shape: readonly number[], dtype: tf.DataType, values?: Values): tf.TensorInfo;
  runWebGPUProgram(program: Program, inputs: readonly tf.TensorInfo[], dtype: tf.DataType): tf.TensorInfo;
}

/** What the package exports. */
export interface TfjsWebgpu {
  readonly WebGPUBackend: new (
    device: RecordingDevice,
    adapter: { readonly vendor: string; readonly architecture: string },
  ) => WebgpuBackend;
}

/** Makes tfjs's backend on the device. */
export function webgpuBackend(
  { WebGPUBackend }: TfjsWebgpu,
  device: RecordingDevice,
  adapter: { readonly vendor: string; readonly architecture: string },
  gpuName: string,
): WebgpuBackend {
  provideNames();
  const backend = whereSupported(() => new WebGPUBackend(device, adapter));
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  backend.bufferManager = new GpuBufferPool(device, Math.min(maxBufferSize, maxStorageBufferBindingSize));
  const uniforms = new UniformTable(backend);
  const plain = backend.readSync.bind(backend);
  return Object.assign(backend, {
    ...{ uniforms, gpuName, productPrecision: 'float32' as const },
    uploadToGPU: (dataId: object) => upload(backend, dataId),
    makeUniforms: (fields: readonly UniformField[]) => {
      const content = uniformContent(fields);
      return { offset: 0, size: content.byteLength, buffer: uniforms.bufferOf(content) };
    },
    readSync: (dataId: object) => {
      const wanted = onGpu(backend, dataId);
      if (!wanted) return plain(dataId);
      return kept(wanted.data, device.readSync(wanted.buffer, wanted.bytes));
    },
    read: async (dataId: object) => {
      const wanted = onGpu(backend, dataId);
      if (!wanted) return plain(dataId);
      return kept(wanted.data, await device.read(wanted.buffer, wanted.bytes));
    },
  });
}

/** tfjs's backend wants to find a browser's GPU when it is made, and never looks again. */
function whereSupported<T>(make: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: {} }, configurable: true });
  try {
    return make();
  } finally {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  }
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** Every number takes four bytes, those of booleans too. */
function upload(backend: WebgpuBackend, dataId: object): void {
  const data = backend.tensorMap.get(dataId);
  if (data.resource) return;
  const use = usage.STORAGE | usage.COPY_SRC | usage.COPY_DST;
  const buffer = backend.bufferManager.acquireBuffer(4 * sizeOf(data.shape), use);
  data.resource = buffer;
  if (!data.values) return;
  const typed = data.dtype === 'float32' ? Float32Array.from(data.values) : Int32Array.from(data.values);
  backend.device.queue.writeBuffer(buffer, 0, typed.buffer, 0, typed.byteLength);
  data.values = null;
}

/** The buffer of what is on the GPU alone, once all commands are on their way; undefined for all else. */
function onGpu(
  backend: WebgpuBackend,
  dataId: object,
): { data: TensorData; buffer: RecordedBuffer; bytes: number } | undefined {
  const data = backend.tensorMap.get(dataId);
  if (data.values || !data.resource || data.dtype === 'complex64') return undefined;
  backend.endComputePassEncoder();
  if (backend.commandEncoder) backend.submitQueue();
  return { data, buffer: data.resource, bytes: 4 * sizeOf(data.shape) };
}

/** What was read stays beside the buffer, as in tfjs. */
function kept(data: TensorData, bytes: ArrayBuffer): Values {
  if (data.dtype === 'float32') data.values = new Float32Array(bytes);
  else if (data.dtype === 'int32') data.values = new Int32Array(bytes);
  else data.values = Uint8Array.from(new Int32Array(bytes));
  return data.values;
}
