/** A program that takes steps when it is told to, so that two of them can take turns without starting anew. */
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Timed, timed, warmUp } from './measure.ts';
import { stepNamed } from './steps.ts';
import type { Precision } from './training-step.ts';

/** Steps of one turn, as both sides of a duel report them. */
export interface Turn extends Timed {
  readonly parameters: number;
}

export interface ServeOptions {
  readonly precision?: Precision;
  readonly threads?: number | undefined;
  /** Where parameters and inputs are written before the first step. */
  readonly start?: string | undefined;
}

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
  await warmUp(made.step);
  const { tokens = 0, flops, parameters = 0 } = made;
  say(JSON.stringify({ ready: true, tokens, flops, version: process.version }));
  for await (const line of createInterface({ input })) {
    const turn: Turn = { ...(await timed(made.step, Number(line))), parameters };
    say(JSON.stringify(turn));
  }
}
