/** How a run begins, goes on and ends: what is written of the code, the engine and the machine that make it. */
import { join } from 'node:path';
import { dataFolder } from './folders.ts';
import { type Effort, type Manifest, readManifest, writeManifest } from './manifest.ts';
import { provenance } from './provenance.ts';
import { type Run, runIn } from './run.ts';
import { RunBusyError, holderOf, lockPath } from './run-lock.ts';
import { isThere } from './unreadable.ts';

/** What a new run is. */
export type Beginning = Pick<Manifest, 'name' | 'config' | 'contents' | 'command'>;

/**
 * A new run in a folder of that name, with its manifest. Throws `RunBusyError` if another process has begun one there since
 * it was looked for, and as `writeAtomically` does.
 */
export function createRun(folder: string, beginning: Beginning, root = dataFolder('runs')): Run {
  const run = runIn(join(root, folder), beginning.config);
  if (isThere(run.manifest)) throw new RunBusyError(lockPath(run), holderOf(run));
  writeManifest(run, { ...beginning, started: new Date().toISOString(), ...provenance() });
  return run;
}

/** Says of a sitting, which begins after so many updates, what makes it, if that is not what made the one before. */
export function continueRun(run: Run, from: number): void {
  const manifest = readManifest(run);
  const { continued = [] } = manifest;
  const [now, before] = [provenance(), continued.at(-1) ?? manifest];
  const same = (['commit', 'hardware', 'backend'] as const).every((field) => now[field] === before[field]);
  if (same) return;
  const sitting = { from, started: new Date().toISOString(), ...now };
  writeManifest(run, { ...manifest, continued: [...continued, sitting] });
}

/** Marks the run as trained to its end. */
export function finishRun(run: Run, effort: Effort): void {
  writeManifest(run, { ...readManifest(run), finished: new Date().toISOString(), ...effort });
}
