/** Programs that are waited for, so that a Ctrl-C ends them and is answered in words. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

let running: ChildProcess | undefined;

/** Thrown once the user has ended a program. */
export class InterruptedError extends Error {}

let interrupted = false;

/** Hands SIGINT and SIGTERM to the program that runs; what was to follow it does not. */
export function heedSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      interrupted = true;
      if (running?.pid !== undefined) endGroup(running.pid, signal);
    });
  }
}

/** Also what the program has started, such as Vitest's workers. */
function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // All have ended by themselves.
  }
}

interface Options {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** A file for what it prints, instead of the user's screen. */
  readonly log?: string;
}

/** The program's exit code; undefined where it cannot be started. */
export async function statusOf(
  program: string,
  args: readonly string[],
  { cwd, env = process.env, log }: Options,
): Promise<number | undefined> {
  if (interrupted) throw new InterruptedError();
  const output = log === undefined ? 'inherit' : openSync(log, 'a');
  try {
    // A group of its own: a Ctrl-C would otherwise reach it twice, from the terminal and from here.
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', output, output] });
    running = child;
    const status = await new Promise<number | undefined>((resolve) => {
      child.on('error', () => resolve(undefined));
      child.on('close', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
    });
    if (interrupted) throw new InterruptedError();
    return status;
  } finally {
    running = undefined;
    if (typeof output === 'number') closeSync(output);
  }
}

/** Runs a tool that must succeed. Throws its first complaint, and where all are. */
export async function tool(
  program: string,
  args: readonly string[],
  options: Options & { readonly log: string },
): Promise<void> {
  const status = await statusOf(program, args, options);
  if (status === 0) return;
  const lines = readFileSync(options.log, 'utf8').split('\n').filter(Boolean);
  // The cause comes first, and after it what follows from it and advice.
  const said = lines.find((line) => /error/i.test(line) && !/^\s*warning/i.test(line)) ?? lines.at(-1);
  const what = status === undefined ? `${program} cannot be started` : `${program} ended with ${status}`;
  throw new Error(`${what}${said ? `: ${said.trim()}` : ''} (all it said: ${options.log})`);
}
