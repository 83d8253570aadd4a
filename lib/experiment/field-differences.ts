/** Where records differ: field by field, however deep. */
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
