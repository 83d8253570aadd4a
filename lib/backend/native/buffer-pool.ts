/** Where the memory of the native engine comes from and goes to. */
import { totalmem } from 'node:os';

/** A reusable piece of memory, and where in it the aligned part begins. */
interface Block {
  readonly buffer: ArrayBuffer;
  readonly offset: number;
}

const ALIGNMENT = 64;
/** Sizes are rounded up to this many steps per power of two, so that similar shapes share blocks. */
const STEPS_PER_OCTAVE = 8;
const SMALLEST = 256;

/**
 * Memory of disposed tensors, kept for the next ones: fresh memory costs a page fault per page, several times what most
 * kernels cost. Blocks start at a cache line. Only blocks made here ever come back here.
 */
export class BufferPool {
  readonly #free = new Map<number, Block[]>();
  readonly #owned = new WeakSet<ArrayBufferLike>();
  readonly #alignmentOffset: (buffer: ArrayBuffer) => number;
  /** More than this much idle memory is given back to the garbage collector. */
  readonly #mostHeld = totalmem() / 4;
  #held = 0;

  constructor(alignmentOffset: (buffer: ArrayBuffer) => number) {
    this.#alignmentOffset = alignmentOffset;
  }

  /** Bytes that are kept but not in use. */
  get heldBytes(): number {
    return this.#held;
  }

  /** Memory for `bytes`, contents undefined: the buffer and where to start in it. */
  take(bytes: number): Block {
    const size = classOf(bytes);
    const block = this.#free.get(size)?.pop();
    if (block) {
      this.#held -= size;
      return block;
    }
    const buffer = new ArrayBuffer(size + ALIGNMENT);
    this.#owned.add(buffer);
    return { buffer, offset: this.#alignmentOffset(buffer) };
  }

  /** Takes back what `take` gave for an array of this size. */
  giveBack(array: ArrayBufferView): void {
    const size = classOf(array.byteLength);
    if (this.#held + size > this.#mostHeld) this.#dropAll();
    const list = this.#free.get(size) ?? [];
    list.push({ buffer: array.buffer as ArrayBuffer, offset: array.byteOffset });
    this.#free.set(size, list);
    this.#held += size;
  }

  /** Whether the array lies in memory of this pool. */
  owns(array: ArrayBufferView): boolean {
    return this.#owned.has(array.buffer);
  }

  #dropAll(): void {
    this.#free.clear();
    this.#held = 0;
  }
}

function classOf(bytes: number): number {
  if (bytes <= SMALLEST) return SMALLEST;
  const step = 2 ** Math.floor(Math.log2(bytes)) / STEPS_PER_OCTAVE;
  return Math.ceil(bytes / step) * step;
}
