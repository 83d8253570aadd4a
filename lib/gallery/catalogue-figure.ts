/** What a figure of the repository is: a row that says what it is drawn from, and how. */
import type { TopLevelSpec } from 'vega-lite';
import { type RecordRow, readRecords } from '../experiment/index.ts';
import type { ResultRow } from '../metric/index.ts';
import { committedResults, readRows } from '../store/index.ts';
import { recordsFile } from '../store/folders.ts';

/** What every row says, whatever it is of. */
export interface Made {
  /** What makes it again. */
  readonly command: string;
}

/** A file of data/results, and how its rows are read. */
export interface RowFile<Row extends Made> {
  readonly name: string;
  read(path: string): Row[];
}

/** A file of scores. */
export const scoresIn = (name: string): RowFile<ResultRow> => ({ name, read: readRows });

/** The file of attempts at records. */
export const recordRows: RowFile<RecordRow> = { name: recordsFile, read: readRecords };

/** The rows of a file that the repository keeps; none if there is no file. */
export const committedRows = <Row extends Made>(file: RowFile<Row>): Row[] =>
  file.read(committedResults(file.name));

/** One figure of the repository and what it is drawn from. */
export interface CatalogueFigure<Row extends Made = ResultRow> {
  readonly name: string;
  readonly shows: string;
  /** Where its rows are; without them the figure needs no results. */
  readonly rows?: RowFile<Row>;
  /** Which of the rows are drawn (default: all); there is no figure until there are any. */
  of?(row: Row): boolean;
  /** A file of data/paper whose values are drawn, too. */
  readonly published?: string;
  /** Published runs, folders of data/checkpoints, whose curves are drawn. */
  readonly runs?: readonly string[];
  draw(rows: readonly Row[]): TopLevelSpec;
}

/** A figure of whatever rows; it is given those that it reads. */
export type AnyFigure = CatalogueFigure<Made>;

/** Rows of one variant of the language models; "default": as the preset has them. */
export const ofTextVariant =
  (wanted: string) =>
  ({ model, variant }: ResultRow): boolean =>
    model !== 'nar' && variant === wanted;
