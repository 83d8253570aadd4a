/** Timing of a training step (or a product), and what a measurement says. */
import { chooseBackend } from '../lib/backend/index.ts';

/** What can be measured repeatedly: `step` runs once and gives the loss (0 if there is none), at once or promised. */
export interface Workload<Loss = number> {
  readonly step: () => Loss;
  /** Floating-point operations of a step, by the definition of the workload. */
  readonly flops: number;
  /** Scalars that are trained, if any are. */
  readonly parameters?: number;
}

/** One object of `--json`. Milliseconds are per step. */
export interface Measurement {
  readonly workload: string;
  readonly median_ms: number;
  readonly min_ms: number;
  readonly max_ms: number;
  readonly gflops: number;
  /** Processor time of all threads, and the share of it that the system took: to compare where others work as well. */
  readonly cpu_ms: number;
  readonly system_share: number;
  /** Largest resident size of the process so far, in MiB. */
  readonly peak_mb: number;
  readonly backend: string;
  readonly threads: number;
  /** Of the last step. */
  readonly loss: number;
  readonly parameters?: number;
}

export interface MeasureOptions {
  readonly repeats: number;
  readonly threads?: number | undefined;
}

const WARM_UP_STEPS = 2;

/** Chooses the backend, makes the workload, and times its steps after two to warm up. */
export async function measure(
  name: string,
  make: () => Workload<number | Promise<number>>,
  options: MeasureOptions,
): Promise<Measurement> {
  const { backend, threads } = await chooseBackend({ threads: options.threads });
  const { step, flops, parameters } = make();
  for (let index = 0; index < WARM_UP_STEPS; index++) await step();
  const times: number[] = [];
  let loss = 0;
  const before = process.cpuUsage();
  for (let index = 0; index < options.repeats; index++) {
    const start = performance.now();
    loss = await step();
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  const middle = median(times);
  return {
    workload: name,
    median_ms: rounded(middle),
    min_ms: rounded(Math.min(...times)),
    max_ms: rounded(Math.max(...times)),
    gflops: rounded(flops / middle / 1e6),
    cpu_ms: rounded((user + system) / 1000 / options.repeats),
    system_share: rounded(system / (user + system)),
    peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    backend,
    threads,
    loss,
    ...(parameters !== undefined && { parameters }),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** To four digits: more would be noise. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
