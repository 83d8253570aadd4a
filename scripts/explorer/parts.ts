/** The explorer's script, style and library, made from the project's sources and from plotly.js-dist. */
import { createRequire } from 'node:module';
import type { PageParts } from '../../lib/page/explorer/index.ts';
import { bundle } from '../bundle.ts';
import { livePage } from '../live/parts.ts';
import { pageSources } from '../page-sources.ts';

export async function pageParts(): Promise<PageParts> {
  const plotly = createRequire(import.meta.url).resolve('plotly.js-dist');
  const [{ script, style }, live] = await Promise.all([pageSources('explorer'), livePage()]);
  return {
    script,
    style: style + live.style,
    live: live.section,
    // Half the size of the file as it comes. It stays a script that sets a global, as it is made to be used.
    plotly: await bundle({ entryPoints: [plotly], bundle: false, minify: true, legalComments: 'inline' }),
  };
}
