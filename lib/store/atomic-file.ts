/** Files that are replaced as a whole or appended to, whom that is left to, and the one message where it cannot be done. */
import {
  accessSync,
  appendFileSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join, sep } from 'node:path';

/**
 * Replaces a file as a whole: readers and crashes see the old content or the new, never a part. Content that is large
 * comes in pieces. Throws one clear message when the disk is full or the place is not writable, and what a guard of the
 * folder throws; the old file is untouched then.
 */
export function writeAtomically(path: string, content: string | Uint8Array | Iterable<Uint8Array>): void {
  const temporary = temporaryName(path);
  askGuards(path);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w');
    try {
      for (const piece of piecesOf(content)) writeAll(file, piece);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    askGuards(path); // A process may have been paused while it wrote.
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    // What a guard throws says all by itself.
    throw 'code' in (error as object)
      ? cannotWrite(path, error, ' What was there before is unchanged.')
      : error;
  }
}

/** Adds to the end of a file. Throws as {@link writeAtomically} does. */
export function append(path: string, text: string): void {
  askGuards(path);
  try {
    appendFileSync(path, text);
  } catch (error) {
    throw cannotWrite(path, error);
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

/** Removes what writers left in a folder and those below it that did not live to the end of `writeAtomically`. */
export function sweep(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (/\.\d+\.tmp$/.test(name)) rmSync(join(folder, name), { force: true });
  }
}

/** Whether files can be made in a folder, or in the nearest one above that exists. */
export function isWritable(folder: string): boolean {
  if (!existsSync(folder)) return isWritable(dirname(folder));
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** By the folder that each guards. */
const guards = new Map<string, () => void>();

/** Has `check` asked before anything below a folder is written; it throws to forbid it. Returns what ends that. */
export function guardWrites(folder: string, check: () => void): () => void {
  guards.set(folder, check);
  return () => guards.delete(folder);
}

function askGuards(path: string): void {
  for (const [folder, check] of guards) if (path.startsWith(folder + sep)) check();
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
