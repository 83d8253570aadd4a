import { describe, expect, test } from 'vitest';
import { fromFloat16, toFloat16 } from '../../lib/store/float16.ts';
import { decodeSafetensors, encodeSafetensors } from '../../lib/store/safetensors.ts';

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
