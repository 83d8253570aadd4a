/** Where records differ: field by field, however deep; and in words. */
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../store/json.ts';

/** A field, and what each of some records has there; undefined where one has none. */
export interface FieldDifference {
  /** The path of its name, such as training.updates. */
  readonly what: string;
  readonly values: readonly unknown[];
}

/** Fields by path that are not the same everywhere; where all values are records, the fields in them. */
export function fieldDifferences(
  values: readonly unknown[],
  path: readonly string[] = [],
): FieldDifference[] {
  if (values.every((value) => isDeepStrictEqual(value, values[0]))) return [];
  if (!values.every(isRecord)) return [{ what: path.join('.'), values }];
  const keys = new Set(values.flatMap(Object.keys));
  return [...keys].flatMap((key) =>
    fieldDifferences(
      values.map((value) => value[key]),
      [...path, key],
    ),
  );
}

/** Differences that are named before the others are counted, and characters that a value may take. */
const [named, widest] = [3, 30];

/** Differences between what was wanted and what is there, in that order, in words. */
export function describeDifferences(differences: readonly FieldDifference[]): string {
  const parts = differences
    .slice(0, named)
    .map(({ what, values: [wanted, there] }) => `${what} ${short(there)} instead of ${short(wanted)}`);
  const more = differences.length - parts.length;
  return [...parts, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function short(value: unknown): string {
  const text = value === undefined ? 'none' : JSON.stringify(value);
  return cutTo(widest, text);
}

/** A text of at most so many characters: a longer one is cut off, and says so. */
export const cutTo = (widest: number, text: string): string =>
  text.length <= widest ? text : `${text.slice(0, widest - 1)}…`;
