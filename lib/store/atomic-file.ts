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
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { here, isRunning } from './processes.ts';

/**
 * Replaces a file as a whole: readers and crashes see the old content or the new, never a part. Content that is large
 * comes in pieces. Throws one clear message when the disk is full or the place is not writable, and what a guard of the
 * folder throws; the old file is untouched then.
 */
export function writeAtomically(path: string, content: string | Uint8Array | Iterable<Uint8Array>): void {
  askGuards(path);
  try {
    mkdirSync(dirname(path), { recursive: true });
    replacing(path, (temporary) => {
      const file = openSync(temporary, 'w');
      try {
        for (const piece of piecesOf(content)) writeAll(file, piece);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      askGuards(path); // A process may have been paused while it wrote.
    });
  } catch (error) {
    // What a guard throws says all by itself.
    throw 'code' in (error as object)
      ? cannotWrite(path, error, ' What was there before is unchanged.')
      : error;
  }
}

/**
 * Has a file or folder written under a temporary name, and puts it in its place when that is done; what killed writers of
 * the same left is removed. Throws what `write` throws, and system errors; what was there before is untouched then.
 */
export function replacing(path: string, write: (temporary: string) => void): void {
  sweepBeside(path);
  const temporary = temporaryName(path);
  try {
    write(temporary);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Adds to the end of a file, and lets it reach the disk: what is written afterwards may rely on it. Throws as {@link writeAtomically} does. */
export function append(path: string, text: string): void {
  askGuards(path);
  try {
    appendFileSync(path, text, { flush: true });
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
  const { host, namespace } = here();
  return `${path}.${host}.${namespace.replace(/\D/g, '') || 0}.${process.pid}.tmp`;
}

const temporaryEnding = /\.(\d+)\.tmp$/;

/** Removes what writers left in a folder and those below it that did not live to the end of `replacing`. */
export function sweep(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (temporaryEnding.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Writers that are elsewhere, and have not touched what they write for so long, are dead. */
const deadAfterSeconds = 3600;

/** As {@link sweep}, of writers of one path, which need no lock: those that live are spared. */
function sweepBeside(path: string): void {
  const [folder, near] = [dirname(path), temporaryName(path).replace(temporaryEnding, '.')];
  const isDead = (left: string) => {
    const pid = Number(temporaryEnding.exec(left)?.[1]);
    if (left.startsWith(near)) return !isRunning(pid);
    return Date.now() - statSync(left).mtimeMs > deadAfterSeconds * 1000;
  };
  try {
    for (const name of readdirSync(folder)) {
      const left = join(folder, name);
      if (!name.startsWith(`${basename(path)}.`) || !temporaryEnding.test(name)) continue;
      if (isDead(left)) rmSync(left, { recursive: true, force: true });
    }
  } catch {
    // There is no such folder, or it is others': to write there says so, and what is left is in nobody's way.
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
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return 'the folder is not writable: allow it, or choose another (TRANSNAR_DATA is where runs go).';
  }
  return `${message}.`;
}
