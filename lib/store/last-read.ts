/** Files that are read again and again, as by every look at a page: what was read stands while the file is the same. */
import { type BigIntStats, statSync } from 'node:fs';

/**
 * Reads by a path, once for each state of its file; where there is none, `read` is asked each time. What it gives is shared
 * by all who ask, so nobody may change it. Throws as `read` does.
 */
export function lastRead<T>(read: (path: string) => T): (path: string) => T {
  const known = new Map<string, { readonly stamp: string; readonly content: T }>();
  return (path) => {
    // Before it is read: what is written meanwhile has another stamp at the next look.
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (!stats) return read(path);
    const stamp = stampOf(stats);
    const before = known.get(path);
    if (before?.stamp === stamp) return before.content;
    const content = read(path);
    known.set(path, { stamp, content });
    return content;
  };
}

/** The time of the last change of any kind tells also a file that was given back the time of the one before. */
const stampOf = ({ ctimeNs, ino, mtimeNs, size }: BigIntStats) => [ino, mtimeNs, ctimeNs, size].join();
