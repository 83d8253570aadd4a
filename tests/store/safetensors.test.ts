import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fromFloat16, toFloat16 } from '../../lib/store/float16.ts';
import { decodeSafetensors, encodeSafetensors } from '../../lib/store/safetensors.ts';
import { readSafetensors } from '../../lib/store/safetensors-file.ts';

const tensors = new Map([
  ['a.weight', { shape: [2, 3], data: Float32Array.of(1, -2, 0.5, 3e-8, -0, 60_000) }],
  ['empty', { shape: [0, 4], data: new Float32Array(0) }],
  ['scalar', { shape: [], data: Float32Array.of(Math.PI) }],
]);

/** The same file built byte by byte from the format's description. */
function handmade(dtype: string, bytes: number[], shape: number[]): Uint8Array {
  const header = Buffer.from(JSON.stringify({ x: { dtype, shape, data_offsets: [0, bytes.length] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.from(bytes)]);
}

/**
 * The tensors above with metadata {step: '7'}, written by the format's own library (safetensors 0.8.0 for Python,
 * `safetensors.numpy.save`).
 */
const official = {
  F32:
    '2AAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJzdGVwIjoiNyJ9LCJhLndlaWdodCI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMiwzXSwiZGF0YV9v' +
    'ZmZzZXRzIjpbMCwyNF19LCJlbXB0eSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMCw0XSwiZGF0YV9vZmZzZXRzIjpbMjQsMjRdfSwic2NhbGFy' +
    'Ijp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOltdLCJkYXRhX29mZnNldHMiOlsyNCwyOF19fSAgICAAAIA/AAAAwAAAAD9Z2QAzAAAAgABgakfbD0lA',
  F16:
    '2AAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJzdGVwIjoiNyJ9LCJhLndlaWdodCI6eyJkdHlwZSI6IkYxNiIsInNoYXBlIjpbMiwzXSwiZGF0YV9v' +
    'ZmZzZXRzIjpbMCwxMl19LCJlbXB0eSI6eyJkdHlwZSI6IkYxNiIsInNoYXBlIjpbMCw0XSwiZGF0YV9vZmZzZXRzIjpbMTIsMTJdfSwic2NhbGFy' +
    'Ijp7ImR0eXBlIjoiRjE2Iiwic2hhcGUiOltdLCJkYXRhX29mZnNldHMiOlsxMiwxNF19fSAgICAAPADAADgBAACAU3tIQg==',
} as const;

describe.each(['F32', 'F16'] as const)('the format’s own library, %s', (stored) => {
  const theirs = Buffer.from(official[stored], 'base64');

  test('writes the file that we write, byte by byte', () => {
    expect(Buffer.from(encodeSafetensors(tensors, { step: '7' }, stored)).equals(theirs)).toBe(true);
  });

  test('writes a file that we read', () => {
    const read = decodeSafetensors(theirs, 'file');
    expect(read.metadata).toEqual({ step: '7' });
    const kept = (value: number) => (stored === 'F32' ? value : fromFloat16(toFloat16(value)));
    expect([...read.tensors]).toEqual(
      [...tensors].map(([name, { shape, data }]) => [name, { shape, data: data.map(kept) }]),
    );
  });
});

describe('safetensors', () => {
  test('round-trips float32 exactly, with metadata', () => {
    const read = decodeSafetensors(encodeSafetensors(tensors, { step: '7' }), 'file');
    expect(read.metadata).toEqual({ step: '7' });
    expect([...read.tensors]).toEqual([...tensors]);
  });

  test('reads files made by hand, F32, F16 and BF16', () => {
    const x = (file: Uint8Array) => [...decodeSafetensors(file, 'file').tensors.get('x')!.data];
    expect(x(handmade('F32', [0, 0, 0xc0, 0x3f], [1]))).toEqual([1.5]);
    expect(x(handmade('F16', [0x00, 0x3e, 0x00, 0xc0], [2]))).toEqual([1.5, -2]);
    expect(x(handmade('BF16', [0xc0, 0x3f], [1, 1]))).toEqual([1.5]);
  });

  test('aligns the data to eight bytes', () => {
    const file = encodeSafetensors(tensors);
    expect(Number(new DataView(file.buffer).getBigUint64(0, true)) % 8).toBe(0);
  });

  test.each<[string, (file: Uint8Array) => Uint8Array, RegExp]>([
    ['an empty file', () => new Uint8Array(3), /3 bytes, less than a header/],
    ['a cut header', (file) => file.subarray(0, 20), /cut off inside its header/],
    ['cut data', (file) => file.subarray(0, file.length - 1), /cut off: tensor "scalar"/],
    [
      'a header that is not JSON',
      (file) => file.map((byte, i) => (i === 8 ? 0x21 : byte)),
      /header is not JSON/,
    ],
    ['a shape that does not fit', () => handmade('F32', [0, 0, 0, 0], [2]), /tensor "x" has 4 bytes/],
    ['integers', () => handmade('I32', [0, 0, 0, 0], [1]), /tensor "x" is I32/],
  ])('refuses %s', (_, damage, message) => {
    expect(() => decodeSafetensors(damage(encodeSafetensors(tensors)), 'file')).toThrow(message);
  });
});

test('a file that is cut off is refused, also where the tensors that are wanted are whole', () => {
  const file = encodeSafetensors(tensors);
  const read = (bytes: Uint8Array) => decodeSafetensors(bytes, 'file', (name) => name !== 'scalar');
  expect(read(file).tensors.size).toBe(tensors.size - 1);
  expect(() => read(file.subarray(0, file.length - 1))).toThrow(/cut off: tensor "scalar"/);
});

/** A file whose header is this text. */
function withHeader(json: string, data = 8): Uint8Array {
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(Buffer.byteLength(json)));
  return Buffer.concat([head, Buffer.from(json), Buffer.alloc(data)]);
}
const entry = (change: object) =>
  JSON.stringify({ x: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...change } });
const two = (first: number[], second: number[]) =>
  JSON.stringify({
    x: { dtype: 'F32', shape: [(first[1] - first[0]) / 4], data_offsets: first },
    y: { dtype: 'F32', shape: [(second[1] - second[0]) / 4], data_offsets: second },
  });

test.each([
  ['5', /header is JSON, but no record of tensors/],
  ['[]', /header is JSON, but no record of tensors/],
  ['null', /header is JSON, but no record of tensors/],
  ['"x"', /header is JSON, but no record of tensors/],
  ['{"x":null}', /tensor "x" is described wrongly/],
  ['{"x":5}', /tensor "x" is described wrongly/],
  ['{"x":[]}', /tensor "x" is described wrongly/],
  ['{"x":{}}', /tensor "x" is described wrongly: dtype/],
  [entry({ dtype: null }), /tensor "x" is described wrongly: dtype/],
  [entry({ dtype: 'toString' }), /tensor "x" is toString; only F32/],
  [entry({ shape: null }), /tensor "x" is described wrongly: shape/],
  [entry({ shape: [null] }), /tensor "x" is described wrongly: shape/],
  [entry({ shape: [0.5] }), /tensor "x" is described wrongly: shape/],
  [entry({ shape: [-2] }), /tensor "x" is described wrongly: shape/],
  [entry({ shape: ['2'] }), /tensor "x" is described wrongly: shape/],
  [entry({ shape: [1e300] }), /tensor "x" is described wrongly: shape/],
  [entry({ shape: [3] }), /tensor "x" has 8 bytes, which is not F32 of \[3\]/],
  [entry({ shape: [9e15, 9e15] }), /tensor "x" has 8 bytes/],
  [entry({ data_offsets: null }), /tensor "x" is described wrongly: data_offsets/],
  [entry({ data_offsets: [0] }), /tensor "x" is described wrongly: data_offsets/],
  [entry({ data_offsets: [0, 8, 9] }), /tensor "x" is described wrongly: data_offsets/],
  [entry({ data_offsets: [0.5, 8.5] }), /tensor "x" is described wrongly: data_offsets/],
  [entry({ data_offsets: [-8, 0] }), /tensor "x" is described wrongly: data_offsets/],
  [entry({ data_offsets: [8, 0] }), /tensor "x" has -8 bytes/],
  [entry({ data_offsets: [8, 16] }), /8 bytes before tensor "x" are of none/],
  [entry({ data_offsets: [0, 4], shape: [1] }), /4 bytes after its last tensor are of none/],
  [entry({ data_offsets: [0, 16], shape: [4] }), /cut off: tensor "x"/],
  [two([0, 8], [4, 8]), /tensor "y" lies over another/],
  [two([0, 8], [0, 8]), /tensor "y" lies over another/],
  ['{"__metadata__":5}', /__metadata__ is not texts by name/],
  ['{"__metadata__":{"update":7}}', /__metadata__ is not texts by name/],
  ['{"__metadata__":null}', /__metadata__ is not texts by name/],
])('a header that was made up gets one message: %s', (json, message) => {
  expect(() => decodeSafetensors(withHeader(json), 'made-up.safetensors')).toThrow(message);
  expect(() => decodeSafetensors(withHeader(json), 'made-up.safetensors')).toThrow(/^made-up\.safetensors/);
});

test('a file of more than 2 GiB is read, the tensor behind that limit too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'transnar-large-'));
  const path = join(folder, 'model.safetensors');
  const before = 2 ** 31 + 2 ** 20;
  const header = JSON.stringify({
    mask: { dtype: 'BOOL', shape: [before], data_offsets: [0, before] },
    x: { dtype: 'F32', shape: [2], data_offsets: [before, before + 8] },
  });
  try {
    writeFileSync(path, withHeader(header, 0));
    truncateSync(path, 8 + header.length + before); // A hole: no disk is needed for it.
    appendFileSync(path, new Uint8Array(Float32Array.of(1.5, -2).buffer));
    const { tensors } = readSafetensors(path, (name) => name === 'x');
    expect([...tensors.get('x')!.data]).toEqual([1.5, -2]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('float16', () => {
  test('every half-precision number survives the round trip', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = fromFloat16(bits);
      if (!Number.isNaN(value)) expect(toFloat16(value)).toBe(bits);
    }
  });

  test('rounds to the nearest, ties to even', () => {
    const neighbours = Array.from({ length: 0x7bff }, (_, bits) => [
      fromFloat16(bits),
      fromFloat16(bits + 1),
      bits,
    ]);
    for (const [low, high, bits] of neighbours) {
      const middle = Math.fround((low + high) / 2);
      expect(toFloat16(middle)).toBe(bits % 2 === 0 ? bits : bits + 1);
      expect(toFloat16(Math.fround(low + (high - low) * 0.4))).toBe(bits);
    }
    expect(fromFloat16(toFloat16(1e9))).toBe(Infinity);
    expect(toFloat16(NaN)).toBe(0x7e00);
  });
});
