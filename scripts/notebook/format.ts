/**
 * The notebook file format, nbformat 4.5, as far as a notebook of code and text needs it: what is written is held to it,
 * and what is read, once a notebook of an older version 4 has become one. Source: nbformat's JSON schema
 * (nbformat.v4.5.schema.json).
 */
import { z } from 'zod';
import { isRecord } from '../../lib/store/json.ts';
import { readJsonFile } from '../../lib/store/json-file.ts';

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

/** The notebook in `value`, of version 4. Throws, naming `file` and every rule that is broken. */
export function parseNotebook(value: unknown, file: string): Notebook {
  const older = isRecord(value) && typeof value['nbformat'] === 'number' && value['nbformat'] < 4;
  if (older) {
    throw new Error(
      `${file} is a notebook of version ${String(value['nbformat'])}: open and save it in Jupyter first.`,
    );
  }
  const parsed = notebookFormat.safeParse(upgraded(value));
  if (parsed.success) return parsed.data;
  throw new Error(`${file} is not a valid notebook (nbformat 4.5):\n${z.prettifyError(parsed.error)}`);
}

/** Before 4.5 cells had no ids, and some tools still write none: they get their places as ids. */
function upgraded(value: unknown): unknown {
  if (!isRecord(value) || !Array.isArray(value['cells'])) return value;
  const minor = value['nbformat_minor'];
  const cells = (value['cells'] as unknown[]).map((each, place) =>
    isRecord(each) && each['id'] === undefined ? { ...each, id: `cell-${place}` } : each,
  );
  return {
    ...value,
    cells,
    nbformat_minor: typeof minor === 'number' && minor >= 0 ? Math.max(minor, 5) : minor,
  };
}

export function readNotebook(file: string): Notebook {
  return parseNotebook(readJsonFile(file, 'the notebook'), file);
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
