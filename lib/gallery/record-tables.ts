/** Attempts at learning faster as Markdown: a table for each set of algorithms and model. */
import { type Attempt, recordTables } from '../analysis/records.ts';
import type { RecordRow } from '../experiment/index.ts';
import { type TableRow, markdownTable } from '../figure/table.ts';
import { modelNames } from '../figure/theme.ts';
import { mean } from '../metric/index.ts';

/** The tables, each under its heading. */
export function recordsAsTables(rows: readonly RecordRow[]): string {
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
