/** Timing of steps of training (or products), and what a measurement says. */
import { chooseBackend } from '../lib/backend/index.ts';

/** What can be measured repeatedly: `step` runs once and gives the loss (0 if there is none), at once or promised. */
export interface Workload<Loss = number> {
  readonly step: () => Loss;
  /** Floating-point operations of a step, by the definition of the workload. */
  readonly flops: number;
  /** Scalars that are trained, if any are. */
  readonly parameters?: number;
}

/** What steps took that were done one after another. Milliseconds are per step. */
export interface Timed {
  readonly median_ms: number;
  readonly min_ms: number;
  readonly max_ms: number;
  /** Processor time of all threads, and the share of it that the system took: to compare where others work as well. */
  readonly cpu_ms: number;
  readonly system_share: number;
  /** Largest resident size of the process so far, in MiB. */
  readonly peak_mb: number;
  /** Of the last step. */
  readonly loss: number;
}

/** One object of `--json`. */
export interface Measurement extends Timed {
  readonly workload: string;
  /** By the median. */
  readonly gflops: number;
  readonly backend: string;
  readonly threads: number;
  readonly parameters?: number;
}

export interface MeasureOptions {
  readonly repeats: number;
  readonly threads?: number | undefined;
}

type Step = Workload<number | Promise<number>>['step'];

/** Two steps that are not timed: they make what later ones use again. */
export async function warmUp(step: Step): Promise<void> {
  for (let index = 0; index < 2; index++) await step();
}

/** Times `count` steps, one after another. */
export async function timed(step: Step, count: number): Promise<Timed> {
  const times: number[] = [];
  let loss = 0;
  const before = process.cpuUsage();
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    loss = await step();
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  return {
    median_ms: rounded(median(times)),
    min_ms: rounded(Math.min(...times)),
    max_ms: rounded(Math.max(...times)),
    cpu_ms: rounded((user + system) / 1000 / times.length),
    system_share: rounded(system / Math.max(1, user + system)),
    peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    loss,
  };
}

/** Chooses the backend, makes the workload, and times its steps once it is warm, of which `warmed` is told. */
export async function measure(
  name: string,
  make: () => Workload<number | Promise<number>>,
  { repeats, threads: wanted }: MeasureOptions,
  warmed: () => void = () => undefined,
): Promise<Measurement> {
  const { backend, threads } = await chooseBackend({ threads: wanted });
  const { step, flops, parameters } = make();
  await warmUp(step);
  warmed();
  const times = await timed(step, repeats);
  return {
    workload: name,
    ...times,
    gflops: rounded(flops / times.median_ms / 1e6),
    backend,
    threads,
    ...(parameters !== undefined && { parameters }),
  };
}

/** Milliseconds of processor time that this process has had so far, in all of its threads. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
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
