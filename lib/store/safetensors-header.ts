/** The header of a safetensors file: what the file says that it holds, checked before anything of it is believed. */
import { z } from 'zod';
import { isRecord, jsonOr } from './json.ts';

/** Bytes that can be read in pieces: a file may be larger than a program can hold at once. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `from` up to `to`, which are at most 2 GiB. */
  read(from: number, to: number): Uint8Array;
}

/** Where a tensor is: its bytes from `from` up to `to` of the file, row-major and little-endian. */
export interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

export interface SafetensorsHeader {
  /** In the order of the header. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

const headerLimit = 100_000_000; // The format's own limit, in bytes.

/** Bytes of a number, of the types that the format has had longest; others are only refused where they are read. */
const bytesOf = new Map([
  ...(['F64', 'I64', 'U64'] as const).map((dtype) => [dtype, 8] as const),
  ...(['F32', 'I32', 'U32'] as const).map((dtype) => [dtype, 4] as const),
  ...(['F16', 'BF16', 'I16', 'U16'] as const).map((dtype) => [dtype, 2] as const),
  ...(['I8', 'U8', 'BOOL'] as const).map((dtype) => [dtype, 1] as const),
]) as ReadonlyMap<string, number>;

const offset = z.int().nonnegative();
const entryFields = z.strictObject({
  dtype: z.string(),
  shape: z.array(offset),
  data_offsets: z.tuple([offset, offset]),
});
const metadataFields = z.record(z.string(), z.string());

/**
 * Throws one message that names the file, and the tensor at fault, unless the tensors fill the file from the header to
 * its end without gaps and overlaps, as the format asks.
 */
export function readSafetensorsHeader(source: ByteSource, fileName: string): SafetensorsHeader {
  const { json, start } = headerJson(source, fileName);
  const damaged = (why: string) => new Error(`${fileName} is not a readable safetensors file: ${why}.`);
  const header = jsonOr(json, undefined);
  if (header === undefined) throw damaged('its header is not JSON');
  if (!isRecord(header)) throw damaged('its header is JSON, but no record of tensors');
  const { __metadata__: notes = {}, ...described } = header;
  const { success, data: metadata } = metadataFields.safeParse(notes);
  if (!success) throw damaged('its __metadata__ is not texts by name');
  const tensors = new Map(
    Object.entries(described).map(([name, entry]) => [name, entryOf(name, entry, start, damaged)]),
  );
  refuseGaps(tensors, start, source.size, fileName);
  return { tensors, metadata };
}

/** The text of a header, and where it ends. Throws if there is none. */
export function headerJson(source: ByteSource, fileName: string): { json: string; start: number } {
  const damaged = (why: string) => new Error(`${fileName} is not a readable safetensors file: ${why}.`);
  if (source.size < 8) throw damaged(`it has ${source.size} bytes, less than a header`);
  const head = source.read(0, 8);
  const length = Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
  if (length > headerLimit || 8 + length > source.size) throw damaged('it is cut off inside its header');
  return { json: new TextDecoder().decode(source.read(8, 8 + length)), start: 8 + length };
}

function entryOf(name: string, entry: unknown, start: number, damaged: (why: string) => Error): TensorEntry {
  const { success, data, error } = entryFields.safeParse(entry);
  if (!success) {
    const [{ path, message }] = error.issues;
    throw damaged(`tensor "${name}" is described wrongly: ${[...path, message].join(': ')}`);
  }
  const { dtype, shape } = data;
  const [from, to] = data.data_offsets;
  const bytes = shape.reduce((product, axis) => product * axis, 1) * (bytesOf.get(dtype) ?? NaN);
  if (to < from || (bytesOf.has(dtype) && to - from !== bytes)) {
    throw damaged(`tensor "${name}" has ${to - from} bytes, which is not ${dtype} of [${shape.join(', ')}]`);
  }
  return { dtype, shape, from: start + from, to: start + to };
}

/** Also where the tensors that are wanted are whole: a damaged file is not to be trusted. */
function refuseGaps(
  tensors: ReadonlyMap<string, TensorEntry>,
  start: number,
  size: number,
  fileName: string,
): void {
  let end = start;
  for (const [name, { from, to }] of [...tensors].sort(([, a], [, b]) => a.from - b.from || a.to - b.to)) {
    if (from < end) throw new Error(`${fileName}: tensor "${name}" lies over another.`);
    if (from > end) throw new Error(`${fileName}: ${from - end} bytes before tensor "${name}" are of none.`);
    if (to > size) {
      throw new Error(`${fileName} is cut off: tensor "${name}" ends at byte ${to} of ${size}.`);
    }
    end = to;
  }
  if (size > end) throw new Error(`${fileName}: ${size - end} bytes after its last tensor are of none.`);
}
