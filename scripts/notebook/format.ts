/**
 * The notebook file format, nbformat 4.5, as far as a notebook of code and text needs it: what is read and what is
 * written are both held to it. Source: nbformat's JSON schema (nbformat.v4.5.schema.json).
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Jupyter splits text into lines that keep their ends; both forms are valid, one string is what the runner writes. */
const text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(''))]);
const metadata = z.record(z.string(), z.unknown());

const output = z.discriminatedUnion('output_type', [
  z.strictObject({ output_type: z.literal('stream'), name: z.enum(['stdout', 'stderr']), text }),
  z.strictObject({
    output_type: z.literal('display_data'),
    data: z.record(z.string(), z.unknown()),
    metadata,
  }),
  z.strictObject({
    output_type: z.literal('execute_result'),
    execution_count: z.int().nonnegative().nullable(),
    data: z.record(z.string(), z.unknown()),
    metadata,
  }),
  z.strictObject({
    output_type: z.literal('error'),
    ename: z.string(),
    evalue: z.string(),
    traceback: z.array(z.string()),
  }),
]);

const id = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);
const attachments = z.record(z.string(), z.record(z.string(), z.unknown())).optional();

const cell = z.discriminatedUnion('cell_type', [
  z.strictObject({
    cell_type: z.literal('code'),
    id,
    metadata,
    source: text,
    outputs: z.array(output),
    execution_count: z.int().nonnegative().nullable(),
  }),
  z.strictObject({ cell_type: z.literal('markdown'), id, metadata, source: text, attachments }),
  z.strictObject({ cell_type: z.literal('raw'), id, metadata, source: text, attachments }),
]);

const notebookFormat = z.strictObject({
  nbformat: z.literal(4),
  nbformat_minor: z.int().min(5),
  metadata,
  cells: z
    .array(cell)
    .refine(
      (cells) => new Set(cells.map((each) => each.id)).size === cells.length,
      'cell ids must be unique',
    ),
});

export type Notebook = z.infer<typeof notebookFormat>;
export type Cell = Notebook['cells'][number];
export type CodeCell = Extract<Cell, { cell_type: 'code' }>;
export type Output = CodeCell['outputs'][number];

/** The notebook in `value`. Throws, naming `file` and every rule that is broken. */
export function parseNotebook(value: unknown, file: string): Notebook {
  const parsed = notebookFormat.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(`${file} is not a valid notebook (nbformat 4.5):\n${z.prettifyError(parsed.error)}`);
}

export function readNotebook(file: string): Notebook {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${file} cannot be read as a notebook: ${message}`, { cause: error });
  }
  return parseNotebook(value, file);
}

/** The file's content: keys in Jupyter's order (sorted), indented by one, so that a save from Jupyter is a small diff. */
export function printNotebook(notebook: Notebook): string {
  const lines = (source: string) => (source === '' ? [] : source.split(/(?<=\n)/));
  const sorted = (_: string, value: unknown) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  const split = {
    ...notebook,
    cells: notebook.cells.map((each) => ({
      ...each,
      source: lines(each.source),
      ...(each.cell_type === 'code' && {
        outputs: each.outputs.map((out) =>
          out.output_type === 'stream' ? { ...out, text: lines(out.text) } : out,
        ),
      }),
    })),
  };
  return `${JSON.stringify(split, sorted, 1)}\n`;
}
