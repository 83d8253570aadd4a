/**
 * The safetensors format: an 8-byte header length, a JSON header {name: {dtype, shape, data_offsets}}, then the data,
 * row-major and little-endian. It cannot execute code, and other tools read it.
 */

export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
export type NamedTensors = ReadonlyMap<string, NamedTensor>;

/** Storage types: float32 keeps everything; float16 halves the size of checkpoints that only serve inference. */
export type StoredType = 'F32' | 'F16';

const headerLimit = 100_000_000; // The format's own limit, in bytes.
const bytesOf: Record<string, number> = {
  F32: 4,
  F16: 2,
  BF16: 2,
  F64: 8,
  I64: 8,
  I32: 4,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

export function encodeSafetensors(
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>> = {},
  stored: StoredType = 'F32',
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    const end = offset + data.length * bytesOf[stored];
    header[name] = { dtype: stored, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(header));
  // Padding the header with spaces aligns the data to 8 bytes, as the format asks.
  const headerLength = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + offset);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, 8, 8 + headerLength);
  file.set(json, 8);
  let at = 8 + headerLength;
  for (const { data } of tensors.values()) {
    if (stored === 'F32') file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    else data.forEach((value, i) => view.setUint16(at + 2 * i, toFloat16(value), true));
    at += data.length * bytesOf[stored];
  }
  return file;
}

/** Reads F32, F16 and BF16 tensors as float32. Throws one message that names the file and the tensor at fault. */
export function decodeSafetensors(
  file: Uint8Array,
  fileName: string,
  wanted: (tensor: string) => boolean = () => true,
): { tensors: Map<string, NamedTensor>; metadata: Record<string, string> } {
  const { header, start } = readHeader(file, fileName);
  refuseCutOff(file, start, header, fileName);
  const tensors = new Map<string, NamedTensor>();
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') metadata = entry as Record<string, string>;
    else if (wanted(name)) tensors.set(name, readTensor(file, start, name, entry as HeaderEntry, fileName));
  }
  return { tensors, metadata };
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function readHeader(file: Uint8Array, fileName: string): { header: Record<string, unknown>; start: number } {
  const damaged = (why: string) => new Error(`${fileName} is not a readable safetensors file: ${why}.`);
  if (file.length < 8) throw damaged(`it has ${file.length} bytes, less than a header`);
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (length > headerLimit || 8 + length > file.length) throw damaged('it is cut off inside its header');
  try {
    const header = JSON.parse(Buffer.from(file.subarray(8, 8 + length)).toString('utf8')) as Record<
      string,
      unknown
    >;
    return { header, start: 8 + length };
  } catch {
    throw damaged('its header is not JSON');
  }
}

/** Also where the tensors that are wanted are whole: a damaged file is not to be trusted. */
function refuseCutOff(
  file: Uint8Array,
  start: number,
  header: Readonly<Record<string, unknown>>,
  fileName: string,
): void {
  for (const [name, entry] of Object.entries(header)) {
    const end = name === '__metadata__' ? 0 : start + (entry as HeaderEntry).data_offsets[1];
    if (end > file.length) {
      throw new Error(`${fileName} is cut off: tensor "${name}" ends at byte ${end} of ${file.length}.`);
    }
  }
}

function readTensor(
  file: Uint8Array,
  start: number,
  name: string,
  entry: HeaderEntry,
  fileName: string,
): NamedTensor {
  const { dtype, shape, data_offsets: offsets } = entry;
  const size = shape.reduce((product, axis) => product * axis, 1);
  const [from, to] = [start + offsets[0], start + offsets[1]];
  if (!(dtype in bytesOf) || to - from !== size * bytesOf[dtype]) {
    throw new Error(
      `${fileName}: tensor "${name}" has ${to - from} bytes, which is not ${dtype} of [${shape.join(', ')}].`,
    );
  }
  if (from < start) throw new Error(`${fileName}: tensor "${name}" begins inside the header.`);
  const view = new DataView(file.buffer, file.byteOffset + from, to - from);
  return { shape, data: widen(view, dtype, size, name, fileName) };
}

function widen(view: DataView, dtype: string, size: number, name: string, fileName: string): Float32Array {
  const data = new Float32Array(size);
  switch (dtype) {
    case 'F32':
      for (let i = 0; i < size; i++) data[i] = view.getFloat32(4 * i, true);
      return data;
    case 'F16':
      for (let i = 0; i < size; i++) data[i] = fromFloat16(view.getUint16(2 * i, true));
      return data;
    case 'BF16':
      new Uint32Array(data.buffer).forEach((_, i, bits) => (bits[i] = view.getUint16(2 * i, true) << 16));
      return data;
    default:
      throw new Error(`${fileName}: tensor "${name}" is ${dtype}; only F32, F16 and BF16 hold parameters.`);
  }
}

const floatBits = new Float32Array(1);
const intBits = new Uint32Array(floatBits.buffer);

/** The nearest IEEE half-precision number, ties to even. */
export function toFloat16(value: number): number {
  floatBits[0] = value;
  const bits = intBits[0];
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // NaN
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // rounds beyond the largest half: infinity
  if (magnitude < 0x38800000) {
    // Subnormal halves are multiples of 2^-24.
    const scaled = Math.abs(floatBits[0]) * 2 ** 24;
    const floor = Math.floor(scaled);
    const rest = scaled - floor;
    const roundUp = rest > 0.5 || (rest === 0.5 && floor % 2 === 1);
    return sign | (floor + (roundUp ? 1 : 0));
  }
  const half = (magnitude - 0x38000000) >>> 13;
  const rest = magnitude & 0x1fff;
  const roundUp = rest > 0x1000 || (rest === 0x1000 && (half & 1) === 1);
  return sign | (half + (roundUp ? 1 : 0));
}

export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
