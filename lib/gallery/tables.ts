/** The tables of the documents: each a pure function of committed rows, between two marks of its page. One row adds one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../store/index.ts';
import { committedRows, recordRows } from './catalogue-figure.ts';
import { differencesBySize, differencesTable } from './difference-table.ts';
import { keptLeadTable } from './kept-lead-table.ts';
import {
  freezingRows,
  learnedRows,
  listRows,
  numbered,
  numberedRows,
  taughtRows,
  togetherRows,
} from './learned.ts';
import { recordsAsTables } from './record-tables.ts';
import { variantTable } from './variant-table.ts';
import { readSpeeds, speedsAsTables } from './speed-table.ts';

/** A table of a document. */
export interface DocumentTable {
  readonly name: string;
  /** The document, from the project's folder. */
  readonly page: string;
  /** What stands there, from the rows that are committed. */
  make(): string;
}

/** All of them. */
export const tables: readonly DocumentTable[] = [
  { name: 'records', page: 'docs/records.md', make: () => recordsAsTables(committedRows(recordRows)) },
  {
    name: 'speed',
    page: 'docs/engine.md',
    make: () => speedsAsTables(readSpeeds(join(projectFolder(), 'bench/speed.jsonl'))),
  },
  { name: 'differences', page: 'docs/results.md', make: () => differencesTable(committedRows(learnedRows)) },
  {
    name: 'differences-index-features',
    page: 'docs/results.md',
    make: () => differencesTable(committedRows(learnedRows), { variant: 'index-features' }),
  },
  {
    name: 'differences-numbered',
    page: 'docs/results.md',
    make: () => differencesTable(committedRows(numberedRows), { variant: numbered, against: numbered }),
  },
  {
    name: 'differences-numbered-beyond',
    page: 'docs/results.md',
    make: () =>
      differencesBySize(
        committedRows(numberedRows).filter(({ size }) => [16, 20].includes(size)),
        { variant: numbered, against: numbered },
      ),
  },
  {
    // Less the Transformer of the first comparison, which no number distracts, after more updates.
    name: 'differences-numbered-plain',
    page: 'docs/results.md',
    make: () => differencesTable([learnedRows, numberedRows].flatMap(committedRows), { variant: numbered }),
  },
  {
    name: 'differences-together',
    page: 'docs/results.md',
    make: () => differencesTable(committedRows(togetherRows), { variant: numbered, against: numbered }),
  },
  {
    name: 'differences-together-plain',
    page: 'docs/results.md',
    make: () => differencesTable(committedRows(togetherRows)),
  },
  {
    name: 'trained-reasoner',
    page: 'docs/results.md',
    make: () =>
      variantTable(
        [freezingRows, numberedRows].flatMap(committedRows),
        { variant: 'trained-reasoner', says: 'trained along' },
        { variant: numbered, says: 'frozen' },
      ),
  },
  {
    name: 'kept-lead',
    page: 'docs/results.md',
    make: () => keptLeadTable([numberedRows, taughtRows].flatMap(committedRows), numbered),
  },
  {
    name: 'differences-lists',
    page: 'docs/results.md',
    make: () =>
      differencesBySize(committedRows(listRows), {
        variant: numbered,
        against: numbered,
      }),
  },
];

/** Where the document of a table is. */
export const pageOf = ({ page }: DocumentTable): string => join(projectFolder(), page);

/** Where a table begins and ends, which also keeps the formatter from it. */
const marksOf = (name: string) =>
  [`<!-- table: ${name} -->\n<!-- prettier-ignore-start -->\n`, '<!-- prettier-ignore-end -->'] as const;

/** A document's text with `content` where the table `name` stands. Throws if it has no place for it. */
export function withTable(text: string, name: string, content: string): string {
  const [before, after] = marksOf(name);
  const start = text.indexOf(before);
  const end = text.indexOf(after, start);
  if (start < 0 || end < 0) {
    throw new Error(`The table ${name} needs a place, lines ${JSON.stringify(before)} and ${after} below.`);
  }
  return `${text.slice(0, start)}${before}\n${content}\n${text.slice(end)}`;
}

/** Brings the tables of the documents up to date. */
export function writeTables(): void {
  for (const table of tables) {
    const text = readFileSync(pageOf(table), 'utf8');
    const now = withTable(text, table.name, table.make());
    if (now !== text) writeFileSync(pageOf(table), now);
  }
}
