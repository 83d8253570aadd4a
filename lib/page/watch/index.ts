/** What `transnar watch` serves: the page, and what it shows at a moment. */
export { watchHtml } from './html.ts';
export type { Standing } from './standing.ts';
export { standingOf } from './standing.ts';
export { type WatchView, type WatchedFigure, type Wish, Watch } from './view.ts';
