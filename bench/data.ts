/** How fast samples are made, with hints and as text, beside the reference implementation, and what memory that takes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type AlgorithmName, clrs30, formatSample, sampleAt } from '../lib/dataset/index.ts';
import { projectFolder } from '../lib/store/folders.ts';

type Task = 'hints16' | 'text12';

interface Rate {
  readonly samplesPerSecond: number;
  /** How many times as fast as the reference on one thread. */
  readonly timesReference: number;
}

export interface DataReport {
  readonly geometricMeans: Record<Task, number>;
  readonly slowest: Record<Task, number>;
  readonly algorithms: Record<string, Record<Task, Rate>>;
  /** Memory in use after each quarter of a long stream, garbage collected, in MiB: it must not grow. */
  readonly streaming: { readonly samples: number; readonly inUseMiB: readonly number[] };
}

const tasks: Record<Task, (name: AlgorithmName, index: number) => unknown> = {
  hints16: (name, index) => sampleAt(name, 16, 0, index),
  text12: (name, index) =>
    formatSample(sampleAt(name, 12, 0, index, { truncateDecimals: 3 }), { hints: false }),
};

/** Times every algorithm on this thread: about 30 seconds. */
export function run(): DataReport {
  const names = Object.keys(tasks) as Task[];
  const algorithms: Record<string, Record<Task, Rate>> = {};
  for (const name of clrs30) {
    const rate = (task: Task): Rate => {
      const milliseconds = timePerSample((index) => tasks[task](name, index));
      return {
        samplesPerSecond: Math.round(1000 / milliseconds),
        timesReference: rounded(referenceMilliseconds(name, task) / milliseconds),
      };
    };
    algorithms[name] = { hints16: rate('hints16'), text12: rate('text12') };
  }
  const ratios = (task: Task) => Object.values(algorithms).map((rates) => rates[task].timesReference);
  const each = (summary: (values: number[]) => number) =>
    Object.fromEntries(names.map((task) => [task, rounded(summary(ratios(task)))])) as Record<Task, number>;
  return {
    geometricMeans: each(geometricMean),
    slowest: each((values) => Math.min(...values)),
    algorithms,
    streaming: streamingMemory(60_000),
  };
}

/** The best of several rounds, because other programs only ever make a round slower. */
function timePerSample(make: (index: number) => unknown): number {
  for (let index = 0; index < 200; index++) make(index); // compile
  const [rounds, roundMilliseconds] = [25, 10];
  let [best, index] = [Infinity, 0];
  for (let round = 0; round < rounds; round++) {
    const first = index;
    const start = performance.now();
    let elapsed = 0;
    while (elapsed < roundMilliseconds) {
      for (let i = 0; i < 10; i++) make(index++);
      elapsed = performance.now() - start;
    }
    best = Math.min(best, elapsed / (index - first));
  }
  return best;
}

/** Memory that is still in use after a collection, while samples are made and dropped. */
function streamingMemory(samples: number): DataReport['streaming'] {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const used = () => {
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return rounded((heapUsed + arrayBuffers) / 2 ** 20);
  };
  const stream = (first: number, end: number) => {
    for (let index = first; index < end; index++) {
      sampleAt(clrs30[index % clrs30.length], 16, 1, index);
    }
    return used();
  };
  const quarter = samples / 4;
  const inUseMiB = [0, 1, 2, 3].map((part) => stream(part * quarter, (part + 1) * quarter));
  return { samples, inUseMiB };
}

interface ReferenceRates {
  readonly algorithms: Record<string, Record<Task, number>>;
}

const reference = JSON.parse(
  readFileSync(join(projectFolder(), 'bench/reference-data-rates.json'), 'utf8'),
) as ReferenceRates;

function referenceMilliseconds(name: AlgorithmName, task: Task): number {
  return reference.algorithms[name][task];
}

const geometricMean = (values: number[]) =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

const rounded = (value: number) => Number(value.toPrecision(3));
