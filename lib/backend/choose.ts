/** Which engine computes: the one asked for, or the best that this machine can run. */
import * as tf from '@tensorflow/tfjs';
import { type Engine, type EngineName, engineNames, findEngine } from './engines.ts';
import type { Addon } from './native/addon.ts';
import { environment, threadsFromEnvironment } from './host.ts';
import { NativeBackend } from './native/native-backend.ts';

/** What to ask of the tensor engine; unset fields are decided here. */
export interface BackendOptions {
  /** Name of the engine; default `TRANSNAR_BACKEND`, else the best one of this machine. */
  readonly backend?: string | undefined;
  /** Threads of the engine, unless it is pure JavaScript; default `TRANSNAR_THREADS`, else one per core. */
  readonly threads?: number | undefined;
}

/**
 * Starts the native engine in one of several worker threads that share work, and gives what runs a share of it: while there
 * are as many at it as the engine has threads, each computes alone, and who comes to its end later has the threads of
 * the others as well. Throws if the engine cannot run.
 */
export async function sharedEngine(): Promise<<T>(share: () => T) => T> {
  asked = true; // Its threads are those of the whole process, which has settled how many they are.
  const engine = await findEngine('native');
  if ('problem' in engine || !engine.addon)
    throw new Error('The native tensor engine cannot run in a thread.');
  const { addon } = engine;
  await engine.activate();
  return (share) => {
    addon.share(true);
    try {
      return share();
    } finally {
      addon.share(false);
    }
  };
}

/** How many threads the current engine computes with. */
export function computingThreads(): number {
  const backend: object = tf.backend();
  return backend instanceof NativeBackend ? backend.addon.threads() : 1;
}

/** Which engine computes, and why. */
export interface BackendReport {
  readonly backend: EngineName;
  readonly threads: number;
  /** Of the native engine, such as `avx2`. */
  readonly instructionSet?: string;
  /** One line. */
  readonly reason: string;
}

/**
 * Chooses the tensor engine and makes it tfjs's current backend. Throws, in one line with the remedy, when the engine that
 * was asked for cannot run; without a wish it takes the best that can.
 */
export async function chooseBackend(options: BackendOptions = {}): Promise<BackendReport> {
  asked = true;
  const threads = options.threads ?? threadsFromEnvironment();
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new Error('The number of threads (TRANSNAR_THREADS) must be a positive integer.');
  }
  const wish = options.backend ?? environment['TRANSNAR_BACKEND'];
  return wish ? chooseNamed(wish, threads) : chooseBest(threads);
}

let asked = false;
let chosen: string | undefined;

/** Whether somebody has asked for an engine: none is then chosen unasked. */
export const wasChosen = (): boolean => asked;

/** Makes what was chosen the current engine again, if anything was. */
export async function takeChosen(): Promise<void> {
  if (chosen) await tf.setBackend(chosen);
}

/** The report in one line, such as `native (avx512), 2 threads: the best of this machine`. */
export function describeBackend(report: BackendReport): string {
  const set = report.instructionSet ? ` (${report.instructionSet})` : '';
  const threads = `${report.threads} ${report.threads === 1 ? 'thread' : 'threads'}`;
  return `${report.backend}${set}, ${threads}: ${report.reason}`;
}

async function chooseNamed(wish: string, threads: number | undefined): Promise<BackendReport> {
  const name = engineNames.find((candidate) => candidate === wish);
  if (!name) {
    throw new Error(
      `There is no tensor engine "${wish}" (TRANSNAR_BACKEND); choose among ${engineNames.join(', ')}.`,
    );
  }
  const engine = await findEngine(name, threads);
  if ('problem' in engine) throw new Error(`The tensor engine "${name}" cannot run: ${engine.problem}.`);
  const reason = engine.unasked === undefined ? 'asked for' : `asked for, though ${engine.unasked}`;
  return start(engine, threads, reason);
}

async function chooseBest(threads: number | undefined): Promise<BackendReport> {
  const problems: string[] = [];
  for (const name of engineNames) {
    const engine = await findEngine(name, threads);
    if (!('problem' in engine)) {
      if (engine.unasked === undefined) return start(engine, threads, reasonFor(problems));
      problems.push(`${name} is taken only when asked for: ${engine.unasked}`);
      continue;
    }
    // Those that a user installs on purpose are not missed by anybody else.
    if (!engine.problem.startsWith('not installed')) problems.push(`${name} cannot run: ${engine.problem}`);
  }
  throw new Error('No tensor engine can run.');
}

/** Why this engine: what keeps those before it from running, if anything does. */
export function reasonFor(problems: readonly string[]): string {
  return problems.length > 0 ? problems.join('; ') : 'the best of this machine';
}

async function start(
  engine: Exclude<Engine, { readonly problem: string }>,
  threads: number | undefined,
  reason: string,
): Promise<BackendReport> {
  await engine.activate();
  chosen = tf.getBackend();
  const { name, addon } = engine;
  return addon ? nativeReport(addon, threads, reason) : { backend: name, threads: engine.threads, reason };
}

/** Of the native engine, once it has so many threads; undefined: as many as it likes. */
export function nativeReport(addon: Addon, threads: number | undefined, reason: string): BackendReport {
  const count = threads === undefined ? addon.threads() : addon.setThreads(threads);
  return { backend: 'native', threads: count, instructionSet: addon.instructionSet, reason };
}
