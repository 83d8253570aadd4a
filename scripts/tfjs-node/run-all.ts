/** Runs stages one after the other, whatever comes of each, and says at the end what came of all. */
import { inWords } from '../system-errors.ts';
import { InterruptedError } from './child.ts';
import type { Outcome } from './outcome.ts';
import type { Stage } from './stages.ts';

interface Result {
  readonly name: string;
  readonly seconds: number;
  readonly outcome: Outcome;
}

/** How many failed. An interruption, too, comes after the table of those that were done. */
export async function runAll(stages: readonly Stage[], say: (line: string) => void): Promise<number> {
  const results: Result[] = [];
  try {
    for (const { name, run } of stages) {
      say(`\n== ${name}, on TensorFlow`);
      const begun = performance.now();
      const outcome = await run().catch(failureOf);
      results.push({ name, seconds: (performance.now() - begun) / 1000, outcome });
    }
  } finally {
    say('');
    for (const result of results) say(lineOf(result));
  }
  const failed = results.filter(({ outcome }) => outcome.failed !== undefined).length;
  const well = results.length - failed;
  say(`\n${well} ${well === 1 ? 'stage' : 'stages'} went well, ${failed} failed`);
  return failed;
}

function failureOf(error: unknown): Outcome {
  if (error instanceof InterruptedError) throw error;
  return { failed: inWords(error) };
}

function lineOf({ name, seconds, outcome: { failed, note } }: Result): string {
  const words = failed === undefined ? `ok      ${note ?? ''}` : `FAILED  ${failed}`;
  return `${name.padEnd(28)}${seconds.toFixed(1).padStart(7)} s  ${words}`.trimEnd();
}
