/** What the threads that share the groups of an update see of each other: parameters, and the gradients of every group. */
import type * as tf from '@tensorflow/tfjs';

/** Numbers that several threads see: those of named tensors, one after another. */
export class SharedNumbers {
  readonly buffer: SharedArrayBuffer;
  readonly #numbers: Float32Array;

  /** Room for `sets` sets of them, or those that another thread has made. */
  constructor(sizes: number, sets: number, buffer = new SharedArrayBuffer(4 * Math.max(1, sizes * sets))) {
    this.buffer = buffer;
    this.#numbers = new Float32Array(buffer);
  }

  /** Writes the tensors of a set; one that is absent is 0. */
  write(set: number, shapes: Shapes, tensors: ReadonlyMap<string, tf.Tensor>): void {
    for (const { name, numbers } of this.#of(set, shapes)) {
      const tensor = tensors.get(name);
      if (tensor) numbers.set(tensor.dataSync<'float32'>());
      else numbers.fill(0);
    }
  }

  /** Copies of a set, which belong to the caller. */
  read(set: number, shapes: Shapes): ReadonlyMap<string, Float32Array> {
    return new Map(this.#of(set, shapes).map(({ name, numbers }) => [name, new Float32Array(numbers)]));
  }

  /** Adds the other sets to the first, one after another, each sum rounded to float32 as an engine does. */
  addUp(sets: number, shapes: Shapes): void {
    const size = sizeOfAll(shapes);
    const sum = this.#numbers.subarray(0, size);
    for (let set = 1; set < sets; set++) {
      const more = this.#numbers.subarray(set * size, (set + 1) * size);
      for (let i = 0; i < size; i++) sum[i] += more[i];
    }
  }

  #of(set: number, shapes: Shapes): { name: string; numbers: Float32Array }[] {
    let at = set * sizeOfAll(shapes);
    return [...shapes].map(([name, shape]) => {
      const begin = at;
      at += sizeOf(shape);
      return { name, numbers: this.#numbers.subarray(begin, at) };
    });
  }
}

/** Of tensors by name, in the order in which they lie. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

export const shapesOf = (tensors: ReadonlyMap<string, tf.Tensor>): Shapes =>
  new Map([...tensors].map(([name, { shape }]) => [name, shape]));

const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** How many numbers they have together. */
export const sizeOfAll = (shapes: Shapes): number =>
  [...shapes.values()].reduce((sum, shape) => sum + sizeOf(shape), 0);
