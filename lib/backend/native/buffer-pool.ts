/** How the native engine keeps the memory of disposed tensors for the next ones. */
import { node } from '../host.ts';
import { sizeClass } from '../size-class.ts';

/** A reusable piece of memory, and where in it the aligned part begins. */
interface Block {
  readonly buffer: ArrayBuffer;
  readonly offset: number;
}

const ALIGNMENT = 64;
/** Sizes are rounded up to this many steps per power of two, so that similar shapes share blocks. */
const STEPS_PER_OCTAVE = 8;
/**
 * A block may serve an array that is smaller by this many steps, a quarter of its size: batches of other lengths then share
 * memory, and a new one costs more than what lies idle.
 */
const MOST_STEPS_LARGER = 2 * STEPS_PER_OCTAVE;

/**
 * Memory of disposed tensors, kept for the next ones: fresh memory costs a page fault per page, several times what most
 * kernels cost. Blocks start at a cache line. Only blocks made here ever come back here.
 */
export class BufferPool {
  /** By size class; the class that was used longest ago comes first. */
  readonly #free = new Map<number, Block[]>();
  readonly #classOfBuffer = new WeakMap<ArrayBufferLike, number>();
  readonly #alignmentOffset: (buffer: ArrayBuffer) => number;
  /** More than this much idle memory is given back to the garbage collector. */
  readonly #mostHeld: number;
  #held = 0;

  constructor(alignmentOffset: (buffer: ArrayBuffer) => number, mostHeld = memory() / 4) {
    this.#alignmentOffset = alignmentOffset;
    this.#mostHeld = mostHeld;
  }

  /** Bytes that are kept but not in use. */
  get heldBytes(): number {
    return this.#held;
  }

  /** Memory for `bytes`, contents undefined: the buffer and where to start in it. */
  take(bytes: number): Block {
    const size = classOf(bytes);
    return this.#reused(size) ?? this.#made(size);
  }

  /** Takes back what `take` gave for this array. */
  giveBack(array: ArrayBufferView): void {
    const { buffer, byteOffset: offset } = array;
    const size = this.#classOfBuffer.get(buffer);
    if (size === undefined) throw new Error('This memory is not of the pool.');
    this.#dropUntil(this.#mostHeld - size);
    const list = this.#free.get(size) ?? [];
    list.push({ buffer: buffer as ArrayBuffer, offset });
    this.#free.delete(size);
    this.#free.set(size, list);
    this.#held += size;
  }

  /** Whether the array lies in memory of this pool. */
  owns(array: ArrayBufferView): boolean {
    return this.#classOfBuffer.has(array.buffer);
  }

  /** The smallest block that is large enough, and not so large that it were wasted. */
  #reused(wanted: number): Block | undefined {
    let size = wanted;
    for (let step = 0; step <= MOST_STEPS_LARGER; step++) {
      const block = this.#free.get(size)?.pop();
      if (block) {
        this.#held -= size;
        return block;
      }
      size = classOf(size + 1);
    }
    return undefined;
  }

  #made(size: number): Block {
    const buffer = new ArrayBuffer(size + ALIGNMENT);
    this.#classOfBuffer.set(buffer, size);
    return { buffer, offset: this.#alignmentOffset(buffer) };
  }

  #dropUntil(held: number): void {
    for (const [size, list] of this.#free) {
      while (this.#held > held && list.pop()) this.#held -= size;
      if (this.#held <= held) return;
    }
  }
}

/** Bytes of this machine. */
const memory = () => node?.getBuiltinModule('node:os').totalmem() ?? 0;

const classOf = (bytes: number) => sizeClass(bytes, STEPS_PER_OCTAVE);
