/** What an answer may consist of, whatever its values: its legal characters and its structure. */
import { Cursor, attempt } from './cursor.ts';
import { type TextField, type TextLayout, outputsAt } from './layout.ts';
import { mayBeUnscored } from './values.ts';

const digits = '0123456789';

/** Every character that an answer of this layout can hold, its trace and its line ends included. */
export function legalCharacters(layout: TextLayout): ReadonlySet<string> {
  const { hints, trace, outputs, tuple } = layout;
  const fields = [...outputs, ...trace];
  const separators = `${hints ? ' |,' : ''}${outputs.length > 1 ? ' ,' : ''}${tuple ? '()' : ''}`;
  return new Set(`\n${separators}${fields.map(fieldCharacters).join('')}`);
}

function fieldCharacters(field: TextField): string {
  const structure = { number: '', list: '[ ]', matrix: '[ ,]' }[field.shape];
  return structure + numberCharacters(field) + (mayBeUnscored(field) ? '-1' : '');
}

function numberCharacters({ float, type, classes }: TextField): string {
  if (float) return `${digits}.-e`;
  if (type === 'mask') return '01';
  return type === 'categorical' ? digits.slice(0, classes) : digits;
}

/**
 * The elements of an answer's outputs as they are printed, [output][row][column], whatever characters they consist of;
 * a list is one row, a number one element. Only what follows the trace counts. Undefined if the text is not built like
 * an answer, or does not end with its first blank line.
 */
export function answerElements(layout: TextLayout, text: string): string[][][] | undefined {
  const end = text.indexOf('\n\n');
  const start = outputsAt(layout, text);
  if (end < 0 || end + 2 < text.length || start === undefined) return undefined;
  const cursor = new Cursor(text.slice(start, end));
  const read = attempt(() => ({ ok: true as const, elements: readElements(cursor, layout) }));
  return read.ok ? read.elements : undefined;
}

function readElements(cursor: Cursor, { outputs, tuple }: TextLayout): string[][][] {
  if (tuple) cursor.expect('(');
  const elements = outputs.map(({ shape }, i) => {
    if (i > 0) cursor.expect(', ');
    if (shape === 'number') return [[cursor.word()]];
    return shape === 'list' ? [readRow(cursor)] : readRows(cursor);
  });
  if (tuple) cursor.expect(')');
  cursor.expectEnd();
  return elements;
}

function readRows(cursor: Cursor): string[][] {
  const rows: string[][] = [];
  cursor.expect('[');
  do rows.push(readRow(cursor));
  while (cursor.skip(', '));
  cursor.expect(']');
  return rows;
}

function readRow(cursor: Cursor): string[] {
  const row: string[] = [];
  cursor.expect('[');
  do row.push(cursor.word());
  while (cursor.skip(' '));
  cursor.expect(']');
  return row;
}
