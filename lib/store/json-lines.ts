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

/** The values of a file, checked; none if there is no file. Throws on the first line that is not JSON or that `check` refuses. */
export function readJsonLines<T>(path: string, check: (data: unknown, where: string) => T): T[] {
  return linesOf(path).map((line, i) => {
    const where = `${path}, line ${i + 1}`;
    let data: unknown;
    try {
      data = JSON.parse(line);
    } catch {
      throw new Error(`${where} is not JSON.`);
    }
    return check(data, where);
  });
}

/** One value as its line. */
export const lineOf = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** Replaces the file as a whole. Throws as `writeAtomically` does. */
export function writeLines(path: string, values: readonly unknown[]): void {
  writeAtomically(path, values.map(lineOf).join(''));
}
