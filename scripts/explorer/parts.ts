/** The explorer's script and style, made from the project's sources, and the models that run in it. */
import type { PageParts } from '../../lib/page/explorer/index.ts';
import { livePage } from '../live/parts.ts';
import { pageSources } from '../page-sources.ts';

/** Of a page without models that run. */
export const pageParts = (): Promise<PageParts> => pageSources('explorer');

/** Of a page in which models run. Throws where one of them is not trained. */
export async function livePageParts(): Promise<PageParts> {
  const [{ script, style }, live] = await Promise.all([pageParts(), livePage()]);
  return { script, style: style + live.style, live: live.scripts };
}
