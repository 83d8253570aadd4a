import { readFileSync } from 'node:fs';

/** The tensors of a file as they lie there; before them stands, among others, how long training took. */
export function tensorsOf(path: string): Buffer {
  const file = readFileSync(path);
  return file.subarray(8 + Number(file.readBigUInt64LE(0)));
}
