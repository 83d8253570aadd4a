/** Whether dist/ is what the sources say. Plain JavaScript: it is asked before anything is built. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const sources = ['lib', 'scripts', 'bench', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

/** dist/ carries the time at which its build began: it is current when every source is older. */
export function isBuilt(root) {
  if (!existsSync(join(root, 'dist/scripts/transnar.js'))) return false;
  return (
    Math.max(...sources.map((source) => newest(join(root, source)))) < statSync(join(root, 'dist')).mtimeMs
  );
}

function newest(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
