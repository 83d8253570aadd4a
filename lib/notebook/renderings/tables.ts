/** Rows and data frames as tables: HTML to read, Markdown for those who see text alone. */
import { inspect } from 'node:util';
import { escaped } from '../../figure/escaped.ts';
import { type TableRow, htmlTable, markdownTable } from '../../figure/table.ts';
import { isRecord } from '../../store/json.ts';
import type { MimeBundle } from '../host.ts';
import { type Rendering, has, ofMany } from './rendering.ts';

/** Rows shown of a long table, and columns from which on those that say the same everywhere are named below it. */
const [longest, widest] = [40, 8];

type Row = Readonly<Record<string, unknown>>;

/** A table of rows of anything; what is left out is said below. */
export function tableBundle(rows: readonly Row[], remark = ''): MimeBundle {
  const shown = rows.slice(0, longest);
  const columns = [...new Set(shown.flatMap((row) => Object.keys(row)))];
  const isConstant = (column: string) => rows.every((row) => Object.is(row[column], rows[0][column]));
  const constant = rows.length > 1 && columns.length > widest ? columns.filter(isConstant) : [];
  const kept = columns.filter((column) => !constant.includes(column));
  const table = shown.map((row): TableRow =>
    Object.fromEntries(kept.map((column) => [column, cell(row[column])])),
  );
  const remarks = [
    ...(rows.length > longest ? [`${longest} of ${rows.length} rows`] : []),
    ...(constant.length > 0
      ? [`in all rows: ${constant.map((column) => `${column} ${cell(rows[0][column])}`).join(', ')}`]
      : []),
    ...(remark === '' ? [] : [remark]),
  ].join('; ');
  const below = remarks === '' ? '' : `\n<p style="color: #777777">${escaped(remarks)}</p>`;
  return {
    'text/html': htmlTable(table) + below,
    'text/plain': markdownTable(table) + (remarks === '' ? '' : `\n\n${remarks}`),
  };
}

/** Rows of records that hold nothing but single values. */
export const plainRows: Rendering = ofMany(isRow, (rows) => tableBundle(rows));

function isRow(value: unknown): value is Row {
  return (
    isRecord(value) && isPlain(value) && Object.keys(value).length > 0 && Object.values(value).every(isSingle)
  );
}

const isPlain = (value: object) => [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);
const isSingle = (value: unknown) =>
  value === null || !['object', 'function', 'symbol'].includes(typeof value);

/** danfojs's DataFrame or Series, told by what it has: the library need not be loaded. */
export const dataFrame: Rendering = (value) => {
  if (!has(value, '$data', '$columns', '$index') || !has(value, 'values', 'columns', 'index'))
    return undefined;
  const { values, columns, index } = value as unknown as Frame;
  const rows = values.map((row, i) => {
    const cells = Array.isArray(row) ? (row as unknown[]) : [row];
    return { '': index[i], ...Object.fromEntries(columns.map((column, j) => [named(column), cells[j]])) };
  });
  const size = `${values.length} × ${columns.length}`;
  return values.length > 0
    ? tableBundle(rows, size)
    : { 'text/plain': `An empty data frame: ${columns.join(', ')}` };
};

/** A key of digits would come before all others. */
const named = (column: string) => (/^\d+$/.test(column) ? `column ${column}` : column);

interface Frame {
  readonly values: readonly unknown[];
  readonly columns: readonly string[];
  readonly index: readonly (string | number)[];
}

/** Numbers are as short as they can be read; a missing value is an empty cell, NaN is not missing. */
function cell(value: unknown): string | number {
  if (typeof value === 'number') return Number.isFinite(value) ? Number(value.toPrecision(6)) : String(value);
  if (value === undefined || value === null) return '';
  return typeof value === 'string'
    ? value
    : inspect(value, { depth: 1, maxArrayLength: 8, breakLength: Infinity });
}
