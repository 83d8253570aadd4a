/** Threads over the groups of an update, where one group is too small for two: each differentiates its share of them. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { computingThreads } from '../backend/index.ts';
import type { LanguageExperiment } from '../experiment/index.ts';
import type { LossPart } from '../optimizer/index.ts';
import { SharedNumbers, shapesOf, sizeOfAll } from './group-memory.ts';
import type { Elsewhere, Parts } from './loop/task.ts';

/** What a thread is told when it starts. */
export interface GroupThreadStart {
  readonly experiment: LanguageExperiment;
  readonly vocabulary: number;
  /** Bytes of memories that it may keep. */
  readonly limit: number;
  /** Which of how many threads it is. */
  readonly index: number;
  readonly threads: number;
  readonly learned: SharedArrayBuffer;
  readonly frozen: SharedArrayBuffer;
  readonly gradients: SharedArrayBuffer;
}

/** What it answers when it has been through its groups of an update. */
export interface GroupsDone {
  readonly groups: readonly { readonly group: number; readonly loss: number; readonly tokens: number }[];
  /** Operations of the products that this took. */
  readonly flops: number;
}

/** Models above this have groups that keep all threads busy, and too large a memory to be there several times. */
const mostParameters = 5e6;

interface GroupThreadsOptions {
  readonly experiment: LanguageExperiment;
  readonly vocabulary: number;
  readonly learned: ReadonlyMap<string, tf.Variable>;
  /** Of a reasoner that is read but does not learn. */
  readonly frozen: ReadonlyMap<string, tf.Variable>;
  readonly limit: number;
}

/**
 * What differentiates the groups of an update at the same time, on as many threads as the engine has; undefined where that
 * gains nothing or cannot be. A group gives the same bits wherever it is computed, and sums are taken in the order of the
 * groups: so the number of threads changes no bit. TypeScript sources (tests) cannot be loaded by threads.
 */
export function groupThreads(options: GroupThreadsOptions): GroupThreads | undefined {
  const { experiment, learned, frozen } = options;
  const threads = Math.min(computingThreads(), experiment.data.groups);
  const size = sizeOfAll(shapesOf(learned)) + sizeOfAll(shapesOf(frozen));
  if (threads < 2 || size > mostParameters || !import.meta.url.endsWith('.js')) return undefined;
  return new GroupThreads(options, threads);
}

/** Threads that wait for updates. */
export class GroupThreads implements Elsewhere {
  readonly #learned: ReadonlyMap<string, tf.Variable>;
  readonly #parameters: SharedNumbers;
  readonly #gradients: SharedNumbers;
  readonly #workers: readonly Worker[];

  constructor({ experiment, vocabulary, learned, frozen, limit }: GroupThreadsOptions, threads: number) {
    this.#learned = learned;
    const [own, still] = [shapesOf(learned), shapesOf(frozen)];
    this.#parameters = new SharedNumbers(sizeOfAll(own), 1);
    this.#gradients = new SharedNumbers(sizeOfAll(own), experiment.data.groups);
    const held = new SharedNumbers(sizeOfAll(still), 1);
    held.write(0, still, frozen);
    this.#workers = Array.from({ length: threads }, (_, index) => {
      const start: GroupThreadStart = {
        ...{ experiment, vocabulary, limit: limit / threads, index, threads },
        ...{ learned: this.#parameters.buffer, frozen: held.buffer, gradients: this.#gradients.buffer },
      };
      const worker = new Worker(new URL('./group-worker.js', import.meta.url), { workerData: start });
      worker.unref();
      return worker;
    });
  }

  /** The loss of an update as one part, added up in the order of its groups. Throws what a thread threw. */
  async parts(update: number): Promise<Parts> {
    const shapes = shapesOf(this.#learned);
    this.#parameters.write(0, shapes, this.#learned);
    const answers = await Promise.all(this.#workers.map((worker) => answerOf(worker, update)));
    const groups = answers.flatMap((answer) => answer.groups).sort((a, b) => a.group - b.group);
    const all = (): LossPart => {
      this.#gradients.addUp(groups.length, shapes);
      const gradients = new Map<string, tf.Tensor>();
      for (const [name, values] of this.#gradients.read(0, shapes)) {
        gradients.set(name, tf.tensor(values, [...shapes.get(name)!]));
      }
      return { loss: groups.reduce((sum, { loss }) => sum + loss, 0), gradients };
    };
    return {
      parts: [all],
      tokens: groups.reduce((sum, { tokens }) => sum + tokens, 0),
      flops: answers.reduce((sum, { flops }) => sum + flops, 0),
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** What a thread answers; while it is waited for, it keeps the process alive. Throws what the thread threw. */
async function answerOf(worker: Worker, update: number): Promise<GroupsDone> {
  const over = new AbortController();
  const { signal } = over;
  const ended = async (): Promise<never> => {
    await once(worker, 'exit', { signal }); // An error rejects.
    throw new Error('A thread of the training ended before its answer.');
  };
  worker.ref();
  try {
    const answer = Promise.race([once(worker, 'message', { signal }), ended()]);
    worker.postMessage(update);
    const [done] = (await answer) as [GroupsDone];
    return done;
  } finally {
    over.abort();
    worker.unref();
  }
}
