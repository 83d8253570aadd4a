/** The page's script, style and library, made from the project's sources and from Vega. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pageSources } from '../page-sources.ts';

export async function watchParts() {
  return {
    ...(await pageSources('watch')),
    vega: readFileSync(createRequire(import.meta.url).resolve('vega/build/vega.min.js'), 'utf8'),
  };
}
