/** Where the batches of a reasoner come from: a worker thread, or in place. */
import { Worker } from 'node:worker_threads';
import type { Batch } from '../dataset/index.ts';
import { type NarBatchRequest, makeNarBatch } from './nar-batch.ts';

/** Gives the batches of updates first, first + 1, ... in order. */
export interface BatchSource {
  next(update: number): Promise<Batch>;
  close(): Promise<void>;
}

/** Which batches there are to be made. */
export interface BatchSourceOptions {
  readonly request: (update: number) => NarBatchRequest;
  /** Whether the batch of an update can be named before its turn has come; default: yes. */
  readonly isKnown?: (update: number) => boolean;
  /** The update that is none any more. */
  readonly updates: number;
}

/** How many batches the worker thread may be ahead of the trainer. */
const ahead = 4;

/**
 * Batches made ahead of time in a worker thread. Where the library runs from its TypeScript sources (tests), which a
 * worker thread cannot load, they are made in place: the same batches, without the overlap.
 */
export function batchSource(options: BatchSourceOptions): BatchSource {
  const compiled = import.meta.url.endsWith('.js');
  return compiled ? new WorkerSource(options) : inPlaceSource(options);
}

function inPlaceSource({ request }: BatchSourceOptions): BatchSource {
  return {
    next: (update) => Promise.resolve(makeNarBatch(request(update))),
    close: () => Promise.resolve(),
  };
}

class WorkerSource implements BatchSource {
  readonly #worker = new Worker(new URL('./batch-worker.js', import.meta.url));
  readonly #options: BatchSourceOptions;
  readonly #ready: Batch[] = [];
  #waiting: { resolve(batch: Batch): void; reject(error: Error): void } | undefined;
  #failure: Error | undefined;
  /** The next update to ask the worker for; set by the first call of `next`. */
  #asked: number | undefined;

  constructor(options: BatchSourceOptions) {
    this.#options = options;
    this.#worker.unref();
    this.#worker.on('message', (batch: Batch) => this.#receive(batch));
    this.#worker.on('error', (error: Error) => {
      this.#failure = error;
      this.#waiting?.reject(error);
    });
  }

  async next(update: number): Promise<Batch> {
    this.#asked ??= update;
    const { request, isKnown = () => true, updates } = this.#options;
    const end = Math.min(update + ahead, updates);
    // What is asked for now has to be known: if it is not, asking says why.
    while (this.#asked <= update || (this.#asked < end && isKnown(this.#asked))) {
      this.#worker.postMessage(request(this.#asked));
      this.#asked += 1;
    }
    const ready = this.#ready.shift();
    if (ready) return ready;
    if (this.#failure) throw this.#failure;
    this.#worker.ref();
    const batch = await new Promise<Batch>((resolve, reject) => (this.#waiting = { resolve, reject }));
    this.#worker.unref();
    return batch;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #receive(batch: Batch): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting.resolve(batch);
    else this.#ready.push(batch);
  }
}
