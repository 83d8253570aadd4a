/** What a figure of the repository is: a row that says what it is drawn from, and how. */
import type { TopLevelSpec } from 'vega-lite';
import type { ResultRow } from '../metric/index.ts';

/** One figure of the repository and what it is drawn from. */
export interface CatalogueFigure {
  readonly name: string;
  readonly shows: string;
  /** A file of data/results; without one the figure needs no results. */
  readonly rows?: string;
  /** Which of its rows are drawn (default: all); there is no figure until there are any. */
  readonly of?: (row: ResultRow) => boolean;
  /** A file of data/paper whose values are drawn, too. */
  readonly published?: string;
  /** Published runs, folders of data/checkpoints, whose curves are drawn. */
  readonly runs?: readonly string[];
  draw(rows: readonly ResultRow[]): TopLevelSpec;
}

/** Rows of language models as the preset has them: those of variants belong to figures of their own. */
export const ofUnchangedText = ({ model, variant }: ResultRow): boolean =>
  model !== 'nar' && variant === 'default';
