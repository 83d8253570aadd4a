/** Where a command writes: standard output or a file, in large pieces and without piling up in memory. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { reasonOf } from './system-errors.ts';

export interface Output {
  /** Resolves once the text is handed on, so that a slow reader slows the writer down. */
  write(text: string): Promise<void>;
  close(): void;
}

/** Opens a file for writing, or standard output without a path. Throws with a message that names the file. */
export function openOutput(path?: string): Output {
  return path === undefined ? standardOutput() : fileOutput(path);
}

/** Its errors, such as a closed pipe, end the program: see `runCommand`. */
function standardOutput(): Output {
  return {
    write: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
    close: () => undefined,
  };
}

function fileOutput(path: string): Output {
  const file = naming(path, () => openSync(path, 'w'));
  return {
    write(text) {
      naming(path, () => writeAll(file, Buffer.from(text)));
      return Promise.resolve();
    },
    close: () => closeSync(file),
  };
}

function writeAll(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}

/** Runs `act` and lets its system errors, and only those, say which file they are about. */
export function naming<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Error(`cannot write ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Collects short texts and writes them in pieces of about 64 KiB. */
export async function writeLines(output: Output, lines: Iterable<string>): Promise<void> {
  let piece: string[] = [];
  let length = 0;
  for (const line of lines) {
    piece.push(line, '\n');
    length += line.length + 1;
    if (length < 65_536) continue;
    await output.write(piece.join(''));
    [piece, length] = [[], 0];
  }
  if (length > 0) await output.write(piece.join(''));
}
