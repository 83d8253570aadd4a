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
