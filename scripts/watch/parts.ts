/** The page's script, style and library, made from the project's sources and from Vega. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectFolder } from '../../lib/store/folders.ts';
import { bundle } from '../bundle.ts';

const folder = join(projectFolder(), 'lib/page/watch/page');

export async function watchParts() {
  return {
    script: await bundle({ entryPoints: [join(folder, 'main.ts')], tsconfig: join(folder, 'tsconfig.json') }),
    style: readFileSync(join(folder, 'style.css'), 'utf8'),
    vega: readFileSync(createRequire(import.meta.url).resolve('vega/build/vega.min.js'), 'utf8'),
  };
}
