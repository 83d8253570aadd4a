/** Whether dist/ is current. Plain JavaScript without imports from node_modules, because set-up asks before there are any. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** dist/ carries the time at which its build began: it is current when every source is older. */
export function built(root) {
  const at = (path) => join(root, path);
  if (!existsSync(at('dist/scripts/transnar.js'))) return false;
  const sources = ['lib', 'scripts', 'bench', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
  return Math.max(...sources.map((name) => newest(at(name)))) < statSync(at('dist')).mtimeMs;
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
