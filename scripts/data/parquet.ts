/** Text rows as a Parquet file, one row group after the other. */
import { realpathSync, statSync } from 'node:fs';
import { type ColumnSource, fileWriter, parquetWriteRows } from 'hyparquet-writer';
import { replacing } from '../../lib/store/atomic-file.ts';
import { naming } from '../output.ts';
import type { TextRow } from './rows.ts';

/** Characters of text in a row group: what is held in memory at a time, whatever the number of rows. */
const groupCharacters = 4_000_000;

const columns: (Omit<ColumnSource, 'data'> & { name: keyof TextRow })[] = [
  { name: 'text', type: 'STRING', nullable: false },
  { name: 'question', type: 'STRING', nullable: false },
  { name: 'answer', type: 'STRING', nullable: false },
  { name: 'algo_name', type: 'STRING', nullable: false },
  { name: 'length', type: 'INT32', nullable: false },
  { name: 'use_hints', type: 'BOOLEAN', nullable: false },
];

/**
 * Writes all rows; `typical` is the length of one row's text. A part of a Parquet file is none, so a file gets its name
 * when it is whole; what is no file, such as a device, is written as it is.
 */
export function writeParquet(path: string, rows: Iterable<TextRow>, typical: number): void {
  const rowGroupSize = Math.max(16, Math.min(20_000, Math.floor(groupCharacters / typical)));
  const write = (target: string) => {
    // Synchronous, since rows and file are. Every text is new, so statistics would only cost time.
    void parquetWriteRows({ writer: fileWriter(target), rows, columns, rowGroupSize, statistics: false });
  };
  naming(path, () => {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there && !there.isFile()) return write(path);
    replacing(there ? realpathSync(path) : path, write);
  });
}
