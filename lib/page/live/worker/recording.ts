/**
 * What notes the calls that an act makes, with the memory that they need, so that they can be made again without tfjs: its
 * tensors, tape and tidying cost several times what the numbers of one token do.
 */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

type Data = tf.TensorInfo['dataId'];

let current: Recording | undefined;

/** The recording that goes on, if one does. */
export const recordingNow = (): Recording | undefined => current;

/** Does something of which this recording takes notes; without one nobody does. */
export function noting<T>(recording: Recording | undefined, act: () => T): T {
  const before = current;
  current = recording;
  try {
    return act();
  } finally {
    current = before;
  }
}

export class Recording {
  readonly #backend: BackendWasm;
  readonly #calls: (() => void)[] = [];
  /** Tensors that keep the memory of all that calls read and write. */
  readonly #held = new Map<Data, tf.Tensor>();
  /** What calls have made. */
  readonly #made = new Set<Data>();
  /** What has other numbers with every repetition. */
  readonly #changing = new Set<Data>();
  /** What was read without a call. */
  readonly #read = new Set<Data>();
  #refused: string | undefined;

  constructor(backend: BackendWasm) {
    this.#backend = backend;
  }

  /** A call that has been made: with every repetition it is made again, where the same tensors lie. */
  note(call: () => void, reads: readonly tf.TensorInfo[], writes: readonly tf.TensorInfo[]): void {
    this.#calls.push(call);
    for (const each of [...reads, ...writes]) this.hold(each);
    for (const { dataId } of writes) this.changes(dataId);
  }

  /** Whether any of this has other numbers with every repetition. */
  isChanging(data: readonly Data[]): boolean {
    return data.some((each) => this.#changing.has(each));
  }

  changes(data: Data): void {
    this.#changing.add(data);
    if (this.#read.has(data)) this.refuse('what the act reads once changes later');
  }

  /** Numbers are read once, for all repetitions. */
  reads(data: readonly Data[]): void {
    if (this.isChanging(data)) this.refuse('the act reads numbers that change');
    for (const each of data) this.#read.add(each);
  }

  /** This is new. */
  makes(data: Data): void {
    this.#made.add(data);
  }

  /** The act cannot be repeated by its calls alone. */
  refuse(reason: string): void {
    this.#refused ??= reason;
  }

  /** Why the calls do not do what the act did, if they do not; to be asked after the act. */
  get refused(): string | undefined {
    const users = (data: Data) => this.#backend.refCount(data) - (this.#held.has(data) ? 1 : 0);
    const isKept = [...this.#made].some((data) => users(data) > 0);
    return this.#refused ?? (isKept ? 'the act keeps what it makes' : undefined);
  }

  /** The memory of this tensor stays where it is until `free`. */
  hold(info: tf.TensorInfo): void {
    if (this.#held.has(info.dataId)) return;
    this.#backend.incRef(info.dataId);
    this.#held.set(info.dataId, tf.keep(tf.engine().makeTensorFromTensorInfo(info)));
  }

  repeat(): void {
    for (const call of this.#calls) call();
  }

  /** Gives the memory back, which the calls must not be made with any more. */
  free(): void {
    for (const tensor of this.#held.values()) tensor.dispose();
    this.#held.clear();
  }
}
