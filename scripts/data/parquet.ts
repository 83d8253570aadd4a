/** Text rows as a Parquet file, one row group after the other. */
import { type ColumnSource, fileWriter, parquetWriteRows } from 'hyparquet-writer';
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

/** Writes all rows; `typical` is the length of one row's text. */
export function writeParquet(path: string, rows: Iterable<TextRow>, typical: number): void {
  const rowGroupSize = Math.max(16, Math.min(20_000, Math.floor(groupCharacters / typical)));
  naming(path, () => {
    // Synchronous, since rows and file are. Every text is new, so statistics would only cost time.
    void parquetWriteRows({ writer: fileWriter(path), rows, columns, rowGroupSize, statistics: false });
  });
}
