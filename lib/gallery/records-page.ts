/** The table in docs/records.md: a pure function of the committed rows, between two marks of the page. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Attempt, recordTables } from '../analysis/records.ts';
import type { RecordRow } from '../experiment/index.ts';
import { type TableRow, markdownTable } from '../figure/table.ts';
import { modelNames } from '../figure/theme.ts';
import { mean } from '../metric/index.ts';
import { projectFolder } from '../store/index.ts';
import { committedRows, recordRows } from './catalogue-figure.ts';

/** Where the table begins and ends, which also keeps the formatter from it. */
const marks = ['<!-- prettier-ignore-start -->\n', '<!-- prettier-ignore-end -->'] as const;

/** Where the page is. */
export const recordsPage = join(projectFolder(), 'docs/records.md');

/** The attempts that the repository keeps. */
export const committedRecords = (): RecordRow[] => committedRows(recordRows);

/** The page with its table made of these rows. Throws if the page has no place for it. */
export function withRecords(page: string, rows: readonly RecordRow[]): string {
  const [start, end] = marks.map((mark) => page.indexOf(mark));
  if (start < 0 || end < start) {
    throw new Error(`The page of records needs a line ${marks[0].trim()} and, below it, ${marks[1]}.`);
  }
  return `${page.slice(0, start)}${marks[0]}\n${tables(rows)}\n${page.slice(end)}`;
}

/** Brings the table of docs/records.md up to date. */
export function writeRecordsPage(): void {
  const page = readFileSync(recordsPage, 'utf8');
  const now = withRecords(page, committedRecords());
  if (now !== page) writeFileSync(recordsPage, now);
}

function tables(rows: readonly RecordRow[]): string {
  if (rows.length === 0) return 'No attempt has been made.\n';
  return recordTables(rows)
    .map(
      ({ set, model, attempts }) =>
        `### ${set}, ${modelNames[model]}\n\n${markdownTable(attempts.map(line))}\n`,
    )
    .join('\n');
}

function line({ record, change, rows, verdict }: Attempt): TableRow {
  return {
    record: record === undefined ? '' : `${record}`,
    change,
    'million tokens': spread(rows.map(({ tokens }) => tokens / 1e6)),
    minutes: spread(rows.map(({ seconds }) => seconds / 60)),
    score: spread(rows.map(({ score }) => score)),
    seeds: `${rows.length}`,
    'what became of it': verdict,
  };
}

/** The mean, and the least and the most of several. */
function spread(values: readonly number[]): string {
  const short = (value: number) => `${Number(value.toPrecision(3))}`;
  const center = short(mean(values));
  if (values.length === 1) return center;
  return `${center} (${short(Math.min(...values))} to ${short(Math.max(...values))})`;
}
