/** The table of records as lines of text. */
import { type Attempt, recordTables } from '../lib/analysis/index.ts';
import type { RecordRow } from '../lib/experiment/index.ts';
import { duration } from '../lib/training/index.ts';

const counted = (tokens: number) => (Number.isNaN(tokens) ? '' : `${(tokens / 1e6).toFixed(2)} M tokens`);

function line({ record, rows, tokens, seconds, change, verdict }: Attempt): string {
  const time = Number.isNaN(seconds) ? '' : duration(seconds);
  const number = record === undefined ? '–' : String(record);
  return `  ${number.padStart(2)}  ${counted(tokens).padStart(16)}  ${time.padStart(12)}  ${rows.length} seeds  ${change} (${verdict})`;
}

/** Attempts by set and model, in the order in which they were made. */
export function recordLines(rows: readonly RecordRow[]): string {
  if (rows.length === 0) return 'No attempt has been made.\n';
  return recordTables(rows)
    .map(({ set, model, attempts }) => `${set}, ${model}\n${attempts.map(line).join('\n')}\n`)
    .join('\n');
}
