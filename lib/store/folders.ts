/** Where things are on disk: the project, the data of this machine, published runs. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The project's root: the nearest folder above this file that holds a package.json (sources and dist/ alike). */
export function projectFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** Where runs, results and caches live: `TRANSNAR_DATA`, or data/ of the project. */
export function dataFolder(...parts: string[]): string {
  return join(process.env['TRANSNAR_DATA'] ?? join(projectFolder(), 'data'), ...parts);
}

/** Attempts at records: they stand beside result rows, and are none. */
export const recordsFile = 'records.jsonl';

/** Where result rows are that came with the project. */
export function committedResults(...parts: string[]): string {
  return join(projectFolder(), 'data', 'results', ...parts);
}

/**
 * Where published runs are: `TRANSNAR_CHECKPOINTS`, or data/checkpoints of the project. They come with the project, so
 * that `TRANSNAR_DATA`, where this machine keeps its own runs, says nothing of them.
 */
export function checkpointsFolder(): string {
  return process.env['TRANSNAR_CHECKPOINTS'] ?? join(projectFolder(), 'data', 'checkpoints');
}
