/** JSON-lines files: one value a line. */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { writeAtomically } from './atomic-file.ts';
import { problemsOf } from './json.ts';
import { cannotRead, isMissing, isThere } from './unreadable.ts';

/** What a line is made into. Throws one message that begins with `where` if it is not of that form. */
export type Check<T> = (data: unknown, where: string) => T;

/** The values of a file, checked; none if there is no file. Throws on the first line that is not JSON or that `check` refuses. */
export function readJsonLines<T>(path: string, check: Check<T>): T[] {
  return valuesOf(path, textOf(path).split('\n'), check);
}

/** As {@link readJsonLines}, of a file that somebody has named: throws if there is none. */
export function readNamedLines<T>(path: string, check: Check<T>): T[] {
  if (!isThere(path)) throw new Error(`There is no file ${path}.`);
  return readJsonLines(path, check);
}

/** As {@link readJsonLines}, of a file that grows line by line: a last one that a crash or a full disk cut off is none. */
export function readGrowingLines<T>(path: string, check: Check<T>): T[] {
  return valuesOf(path, textOf(path).split('\n').slice(0, -1), check);
}

/** A check by a schema. */
export function checkedBy<T>(schema: z.ZodType<T>): Check<T> {
  return (data, where) => {
    const { success, data: value, error } = schema.safeParse(data);
    if (success) return value;
    throw new Error(`${where} is not valid: ${problemsOf(error)}. ${help}`);
  };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw cannotRead(path, error);
  }
}

function valuesOf<T>(path: string, lines: readonly string[], check: Check<T>): T[] {
  return lines.flatMap((line, i) => {
    if (line === '') return [];
    const where = `${path}, line ${i + 1}`;
    let data: unknown;
    try {
      data = JSON.parse(line);
    } catch {
      throw new Error(`${where} is not JSON. ${help}`);
    }
    return [check(data, where)];
  });
}

const help = 'Restore the file, or remove it.';

/** One value as its line. */
export const lineOf = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** Replaces the file as a whole. Throws as `writeAtomically` does. */
export function writeLines(path: string, values: readonly unknown[]): void {
  writeAtomically(path, values.map(lineOf).join(''));
}
