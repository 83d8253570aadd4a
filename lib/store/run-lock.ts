/** One process at a time writes to a run, on whatever machine that shares its folder: a lock file that shows life. */
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { cannotWrite, guardWrites, sweep } from './atomic-file.ts';
import { jsonOr } from './json.ts';
import { here, isRunning } from './processes.ts';
import type { Run } from './run.ts';

type Place = Pick<Run, 'folder'>;

/** Who writes to a run. */
export interface Holder {
  readonly host: string;
  readonly pid: number;
}

/** Thrown where another process trains or evaluates the run: a matter of waiting, not a failure. */
export class RunBusyError extends Error {
  constructor(path: string, holder: Holder | undefined) {
    const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process';
    super(`${dirname(path)} is being worked on by ${who}: wait for it, or stop it and try again.`);
  }
}

/** Thrown before anything is written where this process held the run, was silent for too long, and holds it no more. */
export class RunLostError extends RunBusyError {
  constructor(path: string, holder: Holder | undefined) {
    super(path, holder);
    const now = holder ? `process ${holder.pid} on ${holder.host} works on it now` : 'its lock is gone';
    this.message =
      `${dirname(path)} is not held by this process any more: it showed no life for a while, and ${now}. ` +
      'Nothing more was written; the same command goes on once the run is free.';
  }
}

const lockFile = z.object({ host: z.string(), namespace: z.string(), pid: z.int(), token: z.string() });

/** The holder touches its lock that often, from a thread of its own: training may block the process for minutes. */
const beatSeconds = 3;
/** A lock that nobody has touched for so long is dead, wherever its holder was; clocks must agree better than that. */
const deadAfterSeconds = 180;

/** Locks of this process: its number may have belonged to another one before, in a container that was started again. */
const held = new Set<string>();

/**
 * Acts while no other process holds the run. Throws `RunBusyError` where one does. A dead one's lock is taken over and what
 * it left half written is removed; should it come to life again, it is not let write below the run's folder any more
 * (`RunLostError`).
 */
export async function holding<T>(run: Place, act: () => Promise<T>): Promise<T> {
  const path = lockPath(run);
  const content = take(path);
  try {
    sweep(run.folder);
    const heart = new Worker(beating, {
      eval: true,
      execArgv: [],
      workerData: { path, content, beatSeconds },
    });
    heart.unref();
    const unguard = guardWrites(run.folder, () => refuseLost(path, content));
    try {
      return await act();
    } finally {
      unguard();
      await heart.terminate();
    }
  } finally {
    release(path, content);
  }
}

/** Who works on the run right now; undefined if nobody does. */
export function holderOf(run: Place): Holder | undefined {
  const found = look(lockPath(run));
  return found?.alive ? (found.holder ?? { host: 'an unknown machine', pid: 0 }) : undefined;
}

export const lockPath = ({ folder }: Place) => join(folder, 'lock');

/** Plain JavaScript: a thread cannot load TypeScript. */
const beating = `
  const { readFileSync, utimesSync } = require('node:fs');
  const { path, content, beatSeconds } = require('node:worker_threads').workerData;
  setInterval(() => {
    const now = new Date();
    // A lock that is another's by now must not live through this one.
    try { if (readFileSync(path, 'utf8') === content) utimesSync(path, now, now); } catch { /* The folder is gone or out of reach: the next beat may do. */ }
  }, beatSeconds * 1000);
`;

/** Makes the lock file and returns what it holds. Throws `RunBusyError` where another process has it. */
export function take(path: string): string {
  const content = JSON.stringify({ ...here(), pid: process.pid, token: randomUUID() });
  while (!create(path, content)) {
    const found = look(path);
    if (found?.alive) throw new RunBusyError(path, found.holder);
    if (found) bury(path);
  }
  held.add(content);
  return content;
}

/** False if there is one already. */
function create(path: string, content: string): boolean {
  let file: number;
  try {
    mkdirSync(dirname(path), { recursive: true });
    file = openSync(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cannotWrite(path, error);
  }
  try {
    writeSync(file, content);
  } catch (error) {
    rmSync(path, { force: true });
    throw cannotWrite(path, error);
  } finally {
    closeSync(file);
  }
  return true;
}

interface Found {
  readonly content: string;
  readonly holder?: Holder;
  readonly alive: boolean;
}

function look(path: string): Found | undefined {
  let [content, age] = ['', 0];
  try {
    content = readFileSync(path, 'utf8');
    age = (Date.now() - statSync(path).mtimeMs) / 1000;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const recent = age < deadAfterSeconds;
  const { success, data } = lockFile.safeParse(jsonOr(content, undefined));
  if (!success) return { content, alive: recent }; // Half written, by whomever.
  const { host, namespace } = here();
  const near = data.host === host && data.namespace === namespace;
  const alive = recent && (!near || (data.pid === process.pid ? held.has(content) : isRunning(data.pid)));
  return { content, holder: { host: data.host, pid: data.pid }, alive };
}

/**
 * Removes a dead lock. Only who holds a lock on doing so may, and after a second look: another process may have taken the
 * dead one over meanwhile.
 */
function bury(path: string): void {
  const spade = `${path}.removal`;
  if (!create(spade, '')) {
    if (!look(spade)?.alive) rmSync(spade, { force: true });
    throw new RunBusyError(path, undefined);
  }
  try {
    if (look(path)?.alive === false) rmSync(path);
  } finally {
    rmSync(spade, { force: true });
  }
}

function refuseLost(path: string, content: string): void {
  const found = look(path);
  if (found?.content !== content) throw new RunLostError(path, found?.alive ? found.holder : undefined);
}

/** Removes the lock file, unless another process has taken it over. */
export function release(path: string, content: string): void {
  held.delete(content);
  if (look(path)?.content === content) rmSync(path, { force: true });
}
