/** The lines of a file or of standard input, one at a time, however long they are. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { reasonOf } from '../system-errors.ts';

/** "-" is standard input. A byte order mark is left out. Throws one message where the file cannot be read. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  const input: Readable = file === '-' ? process.stdin : createReadStream(file);
  // Joined once: a line that grew piece by piece would be copied for each.
  let pieces: string[] = [];
  let isFirst = true;
  const line = () => {
    const text = pieces.join('');
    pieces = [];
    const marked = isFirst && text.startsWith('\uFEFF');
    isFirst = false;
    return marked ? text.slice(1) : text;
  };
  try {
    for await (const piece of input.setEncoding('utf8') as AsyncIterable<string>) {
      const [first, ...others] = piece.split('\n');
      pieces.push(first);
      for (const next of others) {
        yield line();
        pieces.push(next);
      }
    }
  } catch (error) {
    throw new Error(`cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }
  const last = line();
  if (last !== '') yield last;
}
