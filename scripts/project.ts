import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The project's folder, for the sources in scripts/ and for their compiled form in dist/scripts/ alike. */
export const projectRoot = nearestPackage(import.meta.dirname);

function nearestPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : nearestPackage(dirname(folder));
}
