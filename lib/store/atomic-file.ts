/** Files that are replaced as a whole, and the one message where that cannot be done. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

/**
 * Replaces a file as a whole: readers and crashes see the old content or the new, never a part. Content that is large
 * comes in pieces. Throws one clear message when the disk is full or the place is not writable; the old file is untouched then.
 */
export function writeAtomically(path: string, content: string | Uint8Array | Iterable<Uint8Array>): void {
  const temporary = temporaryName(path);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w');
    try {
      for (const piece of piecesOf(content)) writeAll(file, piece);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw cannotWrite(path, error, ' What was there before is unchanged.');
  }
}

function piecesOf(content: string | Uint8Array | Iterable<Uint8Array>): Iterable<Uint8Array> {
  return typeof content === 'string'
    ? [Buffer.from(content)]
    : content instanceof Uint8Array
      ? [content]
      : content;
}

/** Bytes that are written at a time: the system takes no more than 2 GiB. */
const together = 2 ** 30;

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(file, bytes, done, Math.min(bytes.length - done, together));
  }
}

/** No other process uses it, on any machine that shares the folder. */
export function temporaryName(path: string): string {
  return `${path}.${hostname()}.${process.pid}.tmp`;
}

/** The one clear message about a file that could not be written. */
export function cannotWrite(path: string, error: unknown, more = ''): Error {
  return new Error(`Cannot write ${path}: ${describe(error)}${more}`, { cause: error });
}

function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return 'the disk is full; free some space and resume.';
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return 'the folder is not writable.';
  return `${message}.`;
}
