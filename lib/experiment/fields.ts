/** The fields that a schema knows, for messages that name the one that was probably meant. */
import { z } from 'zod';
import { isRecord } from '../store/json.ts';

/** Names of the fields that a schema has below a path; none where it has no record there. */
export function fieldsAt(schema: z.ZodType, path: readonly string[]): string[] {
  const found = path.reduce<readonly unknown[]>(
    (parts, key) => parts.flatMap((part) => alternatives(part)).flatMap((part) => propertyOf(part, key)),
    [described(schema)],
  );
  return [...new Set(found.flatMap(alternatives).flatMap((part) => Object.keys(propertiesOf(part))))];
}

const descriptions = new WeakMap<z.ZodType, unknown>();

/** The schema as data. */
function described(schema: z.ZodType): unknown {
  const found = descriptions.get(schema) ?? z.toJSONSchema(schema, { unrepresentable: 'any' });
  descriptions.set(schema, found);
  return found;
}

/** Of some names the one with the fewest letters changed, if it is close enough to have been meant. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const ranked = names.map((each) => ({ each, far: distance(name.toLowerCase(), each.toLowerCase()) }));
  const [best] = ranked.sort((a, b) => a.far - b.far);
  return best && best.far <= Math.max(2, name.length / 3) ? best.each : undefined;
}

/** A schema that is one of several, as all of them. */
function alternatives(schema: unknown): unknown[] {
  if (!isRecord(schema)) return [];
  const parts = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => (schema[key] as unknown[] | undefined) ?? []);
  return parts.length > 0 ? parts.flatMap(alternatives) : [schema];
}

function propertiesOf(schema: unknown): Record<string, unknown> {
  const properties = isRecord(schema) ? schema['properties'] : undefined;
  return isRecord(properties) ? properties : {};
}

function propertyOf(schema: unknown, key: string): unknown[] {
  const properties = propertiesOf(schema);
  return Object.hasOwn(properties, key) ? [properties[key]] : [];
}

/** Letters to insert, drop or replace (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}
