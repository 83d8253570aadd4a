/** JSON-lines files: one value a line. */
import { existsSync, readFileSync } from 'node:fs';
import { writeAtomically } from './atomic-file.ts';

/** The lines of a file; none if there is no file. */
export function linesOf(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}

/** The lines of a file that grows line by line: a last one that a crash or a full disk cut off is none. */
export function wholeLinesOf(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}

/** One value as its line. */
export const lineOf = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** Replaces the file as a whole. Throws as `writeAtomically` does. */
export function writeLines(path: string, values: readonly unknown[]): void {
  writeAtomically(path, values.map(lineOf).join(''));
}
