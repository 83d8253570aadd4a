/** Errors of the system in words: what could not be done with which file, why, and what helps. */

interface Known {
  readonly why: string;
  readonly help: string;
}

const elsewhere = 'allow it, or choose another place (TRANSNAR_DATA is where runs go)';
const name = 'check its name';

const known: Partial<Record<string, Known>> = {
  ENOSPC: { why: 'no space is left on the device', help: 'free some, and run the same command again' },
  ENOENT: { why: 'there is no such file or folder', help: name },
  EACCES: { why: 'permission is denied', help: elsewhere },
  EPERM: { why: 'permission is denied', help: elsewhere },
  EROFS: { why: 'it is read-only', help: elsewhere },
  EISDIR: { why: 'it is a folder', help: 'name a file' },
  ENOTDIR: { why: 'a part of its path is no folder', help: name },
  EEXIST: { why: 'there is something of that name already', help: 'remove it, or choose another name' },
};

const acts: Partial<Record<string, string>> = {
  mkdir: 'make the folder',
  open: 'open',
  read: 'read',
  scandir: 'list',
  write: 'write',
};

const knownOf = ({ code }: NodeJS.ErrnoException) => (code === undefined ? undefined : known[code]);

/** Why the system refused something. */
export function reasonOf(error: unknown): string {
  const refused = error as NodeJS.ErrnoException;
  return knownOf(refused)?.why ?? refused.message;
}

/** What an error says; where that is, or holds, the words of the system, in words that say what to do. */
export function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [system] = causesOf(error).filter((each) => knownOf(each) !== undefined);
  if (system === undefined) return error.message;
  const { why, help } = knownOf(system) as Known;
  const { path, syscall = '' } = system;
  const isAll = error.message === system.message;
  const what = isAll && path !== undefined ? `cannot ${acts[syscall] ?? 'use'} ${path}: ` : '';
  return error.message.replace(system.message, () => `${what}${why}; ${help}`);
}

/** An error, what it was caused by, and so on. */
function causesOf(error: unknown): NodeJS.ErrnoException[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}
