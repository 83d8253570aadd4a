/**
 * The safetensors format: an 8-byte header length, a JSON header {name: {dtype, shape, data_offsets}}, then the data,
 * row-major and little-endian. It cannot execute code, and other tools read it.
 */
import { fromFloat16, toFloat16 } from './float16.ts';
import { type ByteSource, type TensorEntry, readSafetensorsHeader } from './safetensors-header.ts';

export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
export type NamedTensors = ReadonlyMap<string, NamedTensor>;

/** Storage types: float32 keeps everything; float16 halves the size of checkpoints that only serve inference. */
export type StoredType = 'F32' | 'F16';

/** What a file holds. */
export interface Decoded {
  readonly tensors: Map<string, NamedTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const bytesOf: Readonly<Record<StoredType, number>> = { F32: 4, F16: 2 };

/** A file in pieces, header first: written one after the other, they need no memory for the whole. */
export function* safetensorsPieces(
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>> = {},
  stored: StoredType = 'F32',
): Generator<Uint8Array> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    const end = offset + data.length * bytesOf[stored];
    header[name] = { dtype: stored, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Padding the header with spaces aligns the data to 8 bytes, as the format asks.
  const head = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(head.length - 8), true);
  head.set(json, 8);
  yield head;
  for (const { data } of tensors.values()) {
    const numbers = stored === 'F32' ? data : Uint16Array.from(data, toFloat16);
    yield new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  }
}

/** A whole file. */
export function encodeSafetensors(...content: Parameters<typeof safetensorsPieces>): Uint8Array {
  const pieces = [...safetensorsPieces(...content)];
  const file = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}

/** Reads F32, F16 and BF16 tensors as float32. Throws one message that names the file and the tensor at fault. */
export function decodeSafetensors(
  file: Uint8Array,
  fileName: string,
  wanted: (tensor: string) => boolean = () => true,
): Decoded {
  const source = { size: file.length, read: (from: number, to: number) => file.subarray(from, to) };
  return decodeSource(source, fileName, wanted);
}

/** As {@link decodeSafetensors}, of bytes that are read in pieces. */
export function decodeSource(
  source: ByteSource,
  fileName: string,
  wanted: (tensor: string) => boolean,
): Decoded {
  const { tensors, metadata } = readSafetensorsHeader(source, fileName);
  const chosen = [...tensors].filter(([name]) => wanted(name));
  const read = chosen.map(([name, entry]): [string, NamedTensor] => {
    const widen = widening.get(entry.dtype);
    if (widen) return [name, { shape: entry.shape, data: widened(source, entry, widen) }];
    throw new Error(
      `${fileName}: tensor "${name}" is ${entry.dtype}; only F32, F16 and BF16 hold parameters.`,
    );
  });
  return { tensors: new Map(read), metadata };
}

/** Reads numbers of `bytes` bytes each from `view` into `to`. */
interface Widening {
  readonly bytes: number;
  readonly into: (to: Float32Array, view: DataView) => void;
}

const widening: ReadonlyMap<string, Widening> = new Map([
  ['F32', { bytes: 4, into: (to, view) => to.forEach((_, i) => (to[i] = view.getFloat32(4 * i, true))) }],
  [
    'F16',
    {
      bytes: 2,
      into: (to, view) => to.forEach((_, i) => (to[i] = fromFloat16(view.getUint16(2 * i, true)))),
    },
  ],
  [
    'BF16',
    {
      bytes: 2,
      into: (to, view) => {
        const bits = new Uint32Array(to.buffer, to.byteOffset, to.length);
        bits.forEach((_, i) => (bits[i] = view.getUint16(2 * i, true) << 16));
      },
    },
  ],
] satisfies [string, Widening][]);

/** Numbers that are read at a time. */
const together = 2 ** 22;

function widened(source: ByteSource, { from, to }: TensorEntry, { bytes, into }: Widening): Float32Array {
  const data = new Float32Array((to - from) / bytes);
  for (let done = 0; done < data.length; done += together) {
    const part = data.subarray(done, done + together);
    const piece = source.read(from + done * bytes, from + (done + part.length) * bytes);
    into(part, new DataView(piece.buffer, piece.byteOffset, piece.length));
  }
  return data;
}
