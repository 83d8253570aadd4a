/** The numbers of a call of a kernel, on the GPU: updates ask for the same ones again and again, which are sent once. */
import type { GpuBufferPool } from './buffer-pool.ts';
import { usage } from './gpu.ts';
import type { RecordedBuffer, RecordingDevice } from './recording-device.ts';

/** Of all that are kept; what changes from update to update fills them up in time, and they begin anew. */
const MOST = 8192;

/** What a table of them needs of the backend. */
interface Place {
  readonly device: RecordingDevice;
  readonly bufferManager: GpuBufferPool;
  /** Buffers that are given back once the commands so far have been sent. */
  readonly uniformPendingDisposal: RecordedBuffer[];
}

/** Buffers by what is in them. */
export class UniformTable {
  readonly #place: Place;
  readonly #kept = new Map<string, RecordedBuffer>();

  constructor(place: Place) {
    this.#place = place;
  }

  /** A buffer with these numbers, which nobody may write to or give back. */
  bufferOf(content: ArrayBuffer): RecordedBuffer {
    const key = String.fromCharCode(...new Uint16Array(content));
    const found = this.#kept.get(key);
    if (found) return found;
    const { device, bufferManager, uniformPendingDisposal } = this.#place;
    if (this.#kept.size >= MOST) {
      uniformPendingDisposal.push(...this.#kept.values());
      this.#kept.clear();
    }
    const { byteLength } = content;
    const buffer = bufferManager.acquireBuffer(byteLength, usage.COPY_DST | usage.UNIFORM);
    device.queue.writeBuffer(buffer, 0, content, 0, byteLength);
    this.#kept.set(key, buffer);
    return buffer;
  }
}

/** Numbers as tfjs's kernels are told them, one field of theirs after the other. */
export interface UniformField {
  readonly type: 'int32' | 'uint32' | 'float32';
  readonly data: readonly number[];
}

/** In the layout of WGSL for its scalars and vectors (longer fields are several vectors); an empty field is a 1. */
export function uniformContent(fields: readonly UniformField[]): ArrayBuffer {
  let [end, largest] = [0, 4];
  let previous = 0;
  const places = fields.map(({ data }) => {
    const length = Math.max(1, data.length);
    if (length > 6) throw new Error(`A kernel is told at most 6 numbers in a field, not ${length}.`);
    const alignment = length > 2 || previous > 4 ? 16 : 4 * length;
    largest = Math.max(largest, alignment);
    previous = length;
    const place = Math.ceil(end / alignment) * alignment;
    end = place + 4 * length;
    return place;
  });
  const content = new ArrayBuffer(Math.ceil(end / largest) * largest);
  fields.forEach(({ type, data }, field) => {
    new arrays[type](content, places[field], Math.max(1, data.length)).set(data.length > 0 ? data : [1]);
  });
  return content;
}

const arrays = { int32: Int32Array, uint32: Uint32Array, float32: Float32Array } as const;
