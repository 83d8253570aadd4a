/** Rows as tables: HTML for notebooks and pages, Markdown for documents. */
import { escaped } from './escaped.ts';

/** A row of a table: what stands in each column. */
export type TableRow = Readonly<Record<string, string | number>>;

/** Rows as an HTML table, columns in the order of the first row's keys; numbers stand to the right. */
export function htmlTable(rows: readonly TableRow[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const cell = (value: string | number | undefined) =>
    typeof value === 'number'
      ? `<td style="text-align: right">${value}</td>`
      : `<td style="text-align: left">${escaped(value ?? '')}</td>`;
  const lines = [
    `<tr>${columns.map((name) => `<th style="text-align: left">${escaped(name)}</th>`).join('')}</tr>`,
    ...rows.map((row) => `<tr>${columns.map((name) => cell(row[name])).join('')}</tr>`),
  ];
  return `<table>\n${lines.join('\n')}\n</table>`;
}

/** The same as a Markdown table; numbers stand to the right. */
export function markdownTable(rows: readonly TableRow[]): string {
  const [first = {}] = rows;
  const columns = Object.keys(first);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns),
    line(columns.map((name) => (typeof first[name] === 'number' ? '---:' : '---'))),
    ...rows.map((row) => line(columns.map((name) => String(row[name] ?? '').replaceAll('|', '\\|')))),
  ].join('\n');
}
