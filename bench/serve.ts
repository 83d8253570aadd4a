/** A program that takes steps when it is told to, so that two of them can take turns without starting anew. */
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { median, rounded } from './measure.ts';
import { stepNamed } from './steps.ts';
import type { Precision } from './training-step.ts';

/** Steps of one turn, as both sides of a duel report them. */
export interface Turn {
  readonly median_ms: number;
  readonly min_ms: number;
  readonly max_ms: number;
  /** Processor time a step, and the share of it that the system took. */
  readonly cpu_ms: number;
  readonly system_share: number;
  /** Largest resident size so far, in MiB. */
  readonly peak_mb: number;
  /** Of the last step. */
  readonly loss: number;
  readonly parameters: number;
}

export interface ServeOptions {
  readonly precision?: Precision;
  readonly threads?: number | undefined;
  /** Where parameters and inputs are written before the first step. */
  readonly start?: string | undefined;
}

/** Steps before the first turn: they make what later ones use again. */
const WARM_UP_STEPS = 2;

/** Says `{"ready": true, ...}`, then answers every line, a number of steps, with a {@link Turn}. Ends with its input. */
export async function serve(
  name: string,
  { precision, threads, start }: ServeOptions,
  input: NodeJS.ReadableStream = process.stdin,
  say: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
): Promise<void> {
  const made = await stepNamed(name, precision, threads);
  if (start !== undefined) {
    if (!made.start) throw new Error(`"${name}" has nothing that another program could start from`);
    writeFileSync(start, made.start());
  }
  for (let index = 0; index < WARM_UP_STEPS; index++) await made.step();
  const { tokens = 0, flops, parameters = 0 } = made;
  say(JSON.stringify({ ready: true, tokens, flops, version: process.version }));
  for await (const line of createInterface({ input })) {
    const times: number[] = [];
    let loss = 0;
    const before = process.cpuUsage();
    for (let index = 0; index < Number(line); index++) {
      const begin = performance.now();
      loss = await made.step();
      times.push(performance.now() - begin);
    }
    const { user, system } = process.cpuUsage(before);
    const turn: Turn = {
      median_ms: rounded(median(times)),
      min_ms: rounded(Math.min(...times)),
      max_ms: rounded(Math.max(...times)),
      cpu_ms: rounded((user + system) / 1000 / times.length),
      system_share: rounded(system / Math.max(1, user + system)),
      peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
      loss,
      parameters,
    };
    say(JSON.stringify(turn));
  }
}
