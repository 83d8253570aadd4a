/** The native engine as a backend of tfjs: where its values live, and which kernels it replaces. */
import * as tf from '@tensorflow/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { ProductPrecision } from '../kernels.ts';
import type { Addon, TypedArray } from './addon.ts';
import { BufferPool } from './buffer-pool.ts';
import { countingAddon } from './product-flops.ts';
import type { Recording } from './recording.ts';

/** A new tensor together with the memory that a kernel fills. */
export interface Output<A extends TypedArray = Float32Array> extends tf.TensorInfo {
  readonly values: A;
}

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/**
 * The cpu backend, with the memory of its own results pooled and the hot kernels replaced by those of the addon. Values
 * are ordinary typed arrays, so every inherited kernel works on them.
 */
export class NativeBackend extends MathBackendCPU {
  /** What notes the calls of the addon, while something does. */
  recording: Recording | undefined;
  readonly #addon: Addon;
  /** Of the operands of matrix products. */
  productPrecision: ProductPrecision = 'float32';
  readonly #pool: BufferPool;
  readonly #flops: () => number;

  constructor(addon: Addon) {
    super();
    ({ addon: this.#addon, flops: this.#flops } = countingAddon(addon));
    this.#pool = new BufferPool((buffer) => addon.alignmentOffset(buffer));
  }

  get addon(): Addon {
    return this.recording?.addon ?? this.#addon;
  }

  /** `Precision` in native/src/core/kernels.h. */
  get precisionCode(): number {
    return this.productPrecision === 'bfloat16' ? 1 : 0;
  }

  /** Floating-point operations of all products until now. */
  get productFlops(): number {
    return this.#flops();
  }

  /** A tensor of unspecified contents for a kernel to fill. */
  output(shape: readonly number[], dtype?: 'float32'): Output;
  output(shape: readonly number[], dtype: 'bool'): Output<Uint8Array>;
  output(shape: readonly number[], dtype: 'float32' | 'int32' | 'bool'): Output<TypedArray>;
  output(shape: readonly number[], dtype: 'float32' | 'int32' | 'bool' = 'float32'): Output<TypedArray> {
    const length = tf.util.sizeFromShape([...shape]);
    const make = arrays[dtype];
    const { buffer, offset } = this.#pool.take(length * make.BYTES_PER_ELEMENT);
    this.recording?.take(buffer);
    const values = new make(buffer, offset, length);
    // What `write` does, which would copy memory of the pool.
    const dataId = super.write(values, [...shape], dtype);
    return { dataId, shape: [...shape], dtype, values };
  }

  /** The tensor's memory if it is of the array type that its dtype suggests; some cpu kernels deviate. */
  values(info: tf.TensorInfo): TypedArray | undefined {
    const { values } = this.data.get(info.dataId);
    const expected = arrays[info.dtype as keyof typeof arrays] as typeof arrays.float32 | undefined;
    return expected && values instanceof expected ? values : undefined;
  }

  /** The tensor's memory if it is of float32. */
  floats(info: tf.TensorInfo): Float32Array | undefined {
    const { values } = this.data.get(info.dataId);
    return info.dtype === 'float32' && values instanceof Float32Array ? values : undefined;
  }

  /** The tensor's memory if it is of int32. */
  integers(info: tf.TensorInfo): Int32Array | undefined {
    const { values } = this.data.get(info.dataId);
    return info.dtype === 'int32' && values instanceof Int32Array ? values : undefined;
  }

  /** Whether the memory is the pool's and nothing but this tensor refers to it, so that it may be written in place. */
  ownsAlone(info: tf.TensorInfo): boolean {
    const { values, refCount } = this.data.get(info.dataId);
    return refCount === 1 && ArrayBuffer.isView(values) && this.#pool.owns(values);
  }

  /**
   * Some inherited kernels hand on (part of) an input's array as a result. Memory of the pool must have one owner, so it
   * is copied here; all other arrays, such as those given by users, are kept as they are and never enter the pool.
   */
  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): object {
    const shared = ArrayBuffer.isView(values) && this.#pool.owns(values);
    return super.write(shared ? values.slice() : values, shape, dtype);
  }

  /** A copy when the memory belongs to the pool: the caller may keep it for longer than the tensor lives. */
  override readSync(dataId: object): tf.backend_util.BackendValues {
    this.recording?.refuse('numbers are read');
    const values = super.readSync(dataId);
    return ArrayBuffer.isView(values) && this.#pool.owns(values) ? values.slice() : values;
  }

  override disposeData(dataId: object, force = false): boolean {
    const values = this.data.has(dataId) ? this.data.get(dataId).values : undefined;
    const disposed = super.disposeData(dataId, force);
    if (disposed && ArrayBuffer.isView(values) && this.#pool.owns(values)) this.giveBack(values);
    return disposed;
  }

  /** Memory of the pool that nothing refers to any more. */
  giveBack(array: ArrayBufferView): void {
    (this.recording ?? this.#pool).giveBack(array);
  }

  override memory(): { unreliable: boolean; reasons: string[] } {
    return { unreliable: false, reasons: [] };
  }

  /** Bytes of disposed tensors that are kept for the next ones. */
  get pooledBytes(): number {
    return this.#pool.heldBytes;
  }
}
