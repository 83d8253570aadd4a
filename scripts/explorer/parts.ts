/** The explorer's script and style, made from the project's sources. */
import type { PageParts } from '../../lib/page/explorer/index.ts';
import { pageSources } from '../page-sources.ts';

export const pageParts = (): Promise<PageParts> => pageSources('explorer');
