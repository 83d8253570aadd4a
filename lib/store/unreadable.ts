/** Files that cannot be read: whether there is none, or the system has something against it, and what is said of that. */
import { statSync } from 'node:fs';
import { messageOf } from '../message.ts';

/** Whether the system says that there is no such file. */
export const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Whether there is something at a path. Throws where the system does not let one look, which is not to say that there is none. */
export const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** The system's own words on a file that cannot be read. */
export function cannotRead(path: string, error: unknown): Error {
  return new Error(`Cannot read ${path}: ${messageOf(error)}.`, { cause: error });
}
