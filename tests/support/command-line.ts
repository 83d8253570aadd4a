import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

const entry = join(import.meta.dirname, '../../scripts/transnar.ts');
const argumentsOf = (args: readonly string[]) => ['--import', 'tsx', entry, ...args];

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `transnar` from source. `stdout` may be the number of an open file instead of what is returned. */
export function transnar(
  args: readonly string[],
  options: { input?: string; stdout?: number; env?: Readonly<Record<string, string>> } = {},
): Finished {
  const { status, stdout, stderr } = spawnSync(process.execPath, argumentsOf(args), {
    input: options.input ?? '',
    env: { ...process.env, ...options.env },
    stdio: ['pipe', options.stdout ?? 'pipe', 'pipe'],
    encoding: 'utf8',
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

/** Starts `transnar` from source and goes on: the process, and what it has said when it ends. */
export function startTransnar(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): { readonly child: ChildProcess; readonly ended: Promise<Finished> } {
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
  return { child, ended };
}
