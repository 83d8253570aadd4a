/** The explorer's script and library, made from the project's sources and from plotly.js-dist. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { PageParts } from '../../lib/page/explorer/index.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { bundle } from '../bundle.ts';

const folder = join(projectFolder(), 'lib/page/explorer/page');

export async function pageParts(): Promise<PageParts> {
  const plotly = createRequire(import.meta.url).resolve('plotly.js-dist');
  return {
    script: await bundle({ entryPoints: [join(folder, 'main.ts')], tsconfig: join(folder, 'tsconfig.json') }),
    style: readFileSync(join(folder, 'style.css'), 'utf8'),
    // Half the size of the file as it comes. It stays a script that sets a global, as it is made to be used.
    plotly: await bundle({ entryPoints: [plotly], bundle: false, minify: true, legalComments: 'inline' }),
  };
}
