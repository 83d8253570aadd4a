/** SHA-256 of what decides something, of bytes and of files, in hexadecimal digits. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { canonicalJson } from './json.ts';

/** Of every field of the value, whatever the order of its keys: 64 digits. */
export const hashOf = (value: unknown): string => sha256(canonicalJson(value));

/** So many digits name a thing among those of one machine. */
export const shortHash = (hash: string): string => hash.slice(0, 8);

export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

/** Of a file, read in pieces: weights may be larger than memory likes. Throws as `openSync` does. */
export function hashOfFile(path: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(2 ** 20);
  const file = openSync(path, 'r');
  try {
    for (let read = 1; read > 0;) {
      read = readSync(file, piece);
      hash.update(piece.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
