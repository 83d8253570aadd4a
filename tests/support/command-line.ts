import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import { patience } from './patience.ts';
import { loading, runnable } from './runnable.ts';

const entry = runnable('scripts/transnar.ts');
const argumentsOf = (args: readonly string[]) => [...loading, entry, ...args];

/** Changes of an experiment, as a command takes them. */
export const settings = (changes: readonly string[]) => changes.flatMap((change) => ['--set', change]);

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: string;
  /** The number of an open file, which gets what is printed instead of who called. */
  readonly stdout?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Who runs it, where that is somebody else. */
  readonly uid?: number;
  readonly gid?: number;
}

/** Runs `transnar`. */
export function transnar(
  args: readonly string[],
  { input = '', stdout: out, env, ...user }: CommandOptions = {},
): Finished {
  const { status, stdout, stderr } = spawnSync(process.execPath, argumentsOf(args), {
    input,
    env: { ...process.env, ...env },
    stdio: ['pipe', out ?? 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: patience,
    ...user,
  });
  return { code: status, stdout: stdout ?? '', stderr };
}

/** Runs `transnar` and closes its standard output after the first piece, as `head` does. */
export function transnarCutShort(args: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, argumentsOf(args), { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.once('data', (piece: Buffer) => {
    stdout = piece.toString();
    child.stdout.destroy();
  });
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Finished>;
  /** What is on its stderr so far. */
  readonly said: () => string;
}

/** Starts `transnar` and goes on. */
export function startTransnar(args: readonly string[], env: Readonly<Record<string, string>>): Running {
  const child = spawn(process.execPath, argumentsOf(args), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  const ended = new Promise<Finished>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  );
  return { child, ended, said: () => stderr };
}

/** Waits until it is so; the processes must live that long. */
export async function until(condition: () => boolean, ...children: ChildProcess[]): Promise<void> {
  while (!condition()) {
    for (const { exitCode } of children) expect(exitCode, 'it ended too early').toBeNull();
    await setTimeout(10);
  }
}
