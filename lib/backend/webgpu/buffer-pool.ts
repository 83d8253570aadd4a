/** How the WebGPU engine keeps the buffers of disposed tensors for the next ones, in place of tfjs's buffer manager. */
import { GpuMemoryError } from '../gpu-memory-error.ts';
import { sizeClass } from '../size-class.ts';
import type { RecordedBuffer } from './recording-device.ts';

interface BufferMaker {
  createBuffer(description: { readonly size: number; readonly usage: number }): RecordedBuffer;
}

/** Sizes are rounded up to this many steps per power of two, so that similar shapes share buffers. */
const STEPS_PER_OCTAVE = 4;
/** Sizes that serve an array: its own, and the next ones up, at most 1.7 times as large. */
const CLASSES_TRIED = 4;
/** All buffers together may take this many times the most that was ever in use; idle ones may always take this much. */
const [ALLOCATED, IDLE_LEAST] = [1.5, 256 * 2 ** 20];

/**
 * Buffers by size class and usage. tfjs's own manager keeps them by exact size for ever, which batches of many lengths make
 * into many times the memory that is in use. The names are those by which tfjs's backend calls it.
 */
export class GpuBufferPool {
  /** Bytes in use, the most that ever were, and all that the GPU holds. */
  numBytesUsed = 0;
  peakBytes = 0;
  numBytesAllocated = 0;
  readonly #maker: BufferMaker;
  readonly #free = new Map<string, RecordedBuffer[]>();
  /** In the order in which they became idle. */
  readonly #idle = new Set<RecordedBuffer>();
  #idleBytes = 0;

  readonly #largest: number;

  /** `largest`: bytes of the largest buffer that the GPU takes. */
  constructor(maker: BufferMaker, largest: number) {
    this.#maker = maker;
    this.#largest = largest;
  }

  /** Throws `GpuMemoryError` for one that no buffer can be as large as. */
  acquireBuffer(bytes: number, usage: number): RecordedBuffer {
    if (bytes > this.#largest) throw tooLarge(bytes, this.#largest);
    const buffer = this.#fitting(bytes, usage) ?? this.#made(Math.min(classOf(bytes), this.#largest), usage);
    if (this.#idle.delete(buffer)) this.#idleBytes -= buffer.size;
    this.numBytesUsed += buffer.size;
    this.peakBytes = Math.max(this.peakBytes, this.numBytesUsed);
    return buffer;
  }

  releaseBuffer(buffer: RecordedBuffer): void {
    const key = keyOf(buffer.size, buffer.usage);
    this.numBytesUsed -= buffer.size;
    const list = this.#free.get(key);
    if (list) list.push(buffer);
    else this.#free.set(key, [buffer]);
    this.#idle.add(buffer);
    this.#idleBytes += buffer.size;
    // Between two updates nearly all is idle, and the next needs it again: memory that is new costs more than a kernel.
    this.#shrinkTo(Math.max(IDLE_LEAST, ALLOCATED * this.peakBytes - this.numBytesUsed));
  }

  /** tfjs lets go of the pool with the backend. */
  dispose(): void {
    this.#shrinkTo(0);
  }

  /** An idle one of the size's class or of the next few: another length of texts asks for a little less, or more. */
  #fitting(bytes: number, usage: number): RecordedBuffer | undefined {
    for (let size = classOf(bytes), tries = 0; tries < CLASSES_TRIED; size = classOf(size + 1), tries++) {
      const buffer = this.#free.get(keyOf(Math.min(size, this.#largest), usage))?.pop();
      if (buffer) return buffer;
    }
    return undefined;
  }

  #made(size: number, usage: number): RecordedBuffer {
    this.numBytesAllocated += size;
    return this.#maker.createBuffer({ size, usage });
  }

  #shrinkTo(most: number): void {
    for (const buffer of this.#idle) {
      if (this.#idleBytes <= most) return;
      const list = this.#free.get(keyOf(buffer.size, buffer.usage))!;
      list.splice(list.indexOf(buffer), 1);
      this.#idle.delete(buffer);
      this.#idleBytes -= buffer.size;
      this.numBytesAllocated -= buffer.size;
      buffer.destroy();
    }
  }
}

function tooLarge(bytes: number, largest: number): GpuMemoryError {
  const [asked, most] = [bytes, largest].map(
    (count) => `${Math.ceil(count / 2 ** 20).toLocaleString('en')} MiB`,
  );
  return new GpuMemoryError(
    `WebGPU: an array of ${asked} is asked for, and this GPU takes at most ${most} at a time.`,
  );
}

const keyOf = (size: number, usage: number) => `${size} ${usage}`;

const classOf = (bytes: number) => sizeClass(bytes, STEPS_PER_OCTAVE);
