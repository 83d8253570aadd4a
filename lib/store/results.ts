/** Result rows in JSON-lines files: checked when they are read, replaced by later ones of the same thing. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ResultRow, parseResultRow } from '../metric/index.ts';
import { updating } from './file-lock.ts';
import { committedResults, dataFolder, recordsFile } from './folders.ts';
import { readJsonLines, readNamedLines, writeLines } from './json-lines.ts';

/** Where rows are kept beside runs: those of this machine, and those that came with the project. */
export const resultsFolders = (): string[] => [...new Set([dataFolder('results'), committedResults()])];

/** The files of result rows in a folder, in the order of their names; none if there is no folder. */
export function rowFilesIn(folder: string): string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => name.endsWith('.jsonl') && name !== recordsFile)
    .sort()
    .map((name) => join(folder, name));
}

/** What two rows share when one is a repetition of the other: the later one replaces the earlier. */
const identity = ({ run, algorithm, size, seed, metric }: ResultRow) =>
  [run, algorithm, size, seed, metric].join('/');

/** All rows of a JSON-lines file. Throws if there is no file, and on the first line that is not a valid row. */
export function readRows(path: string): ResultRow[] {
  return readNamedLines(path, parseResultRow);
}

/**
 * Adds rows to a JSON-lines file; a row of the same run, algorithm, size, seed and metric is replaced, and its scores of
 * single problems stay where the new row has none and says the same. Processes that add to one file take turns.
 */
export function writeRows(path: string, rows: readonly ResultRow[]): void {
  updating(path, () => {
    const merged = new Map(readJsonLines(path, parseResultRow).map((row) => [identity(row), row]));
    for (const row of rows)
      merged.set(identity(row), withKnown(merged.get(identity(row)), parseResultRow(row)));
    writeLines(path, [...merged.values()]);
  });
}

/** The row, with the scores of single problems of the one before where its value is that of the same answers. */
function withKnown(before: ResultRow | undefined, row: ResultRow): ResultRow {
  const same = before?.value === row.value && before.samples === row.samples;
  return same && before.each && !row.each ? { ...row, each: before.each } : row;
}
