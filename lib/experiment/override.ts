/** Changes to an experiment: as the command line gives them, `training.updates=100`, or as an object, whose fields editors know. */
import type { z } from 'zod';
import { isRecord, jsonOr } from '../store/json.ts';
import { fieldsAt, nearest } from './fields.ts';
import { schemaOf } from './kinds.ts';

/** Fields of an experiment to set, at any depth; lists are set as a whole. */
export type Changes<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Field in keyof T]?: Changes<T[Field]> }
    : T;

/**
 * The experiment with some fields set: as an object, or as texts `path=value`, whose values are JSON or else text. Throws
 * where there is nothing to set a field of, and for a field that its kind of experiment does not have, with the known one
 * that is most like it.
 */
export function override<T extends object>(
  experiment: T,
  changes: readonly string[] | Changes<NoInfer<T>>,
): T {
  const assignments = Array.isArray(changes) ? (changes as string[]).map(parsed) : leaves(changes);
  if (assignments.length === 0) return experiment;
  const schema = schemaOf(experiment);
  // Through JSON, since a structured clone would keep what two parts of an experiment share, and change both.
  const copy = JSON.parse(JSON.stringify(experiment)) as T;
  for (const assignment of assignments) assign(copy, assignment, schema);
  return copy;
}

interface Assignment {
  readonly keys: readonly string[];
  readonly value: unknown;
  /** As it was given. */
  readonly text: string;
}

function parsed(text: string): Assignment {
  const [path, ...rest] = text.split('=');
  if (rest.length === 0) throw noField(text, 'write path=value, such as training.updates=100');
  const given = rest.join('=');
  const value = jsonOr(given, given);
  if (value === given && /^\s*[[{"]/.test(given)) {
    throw noField(
      text,
      'what follows the = begins as JSON and does not end as it; is it quoted for the shell?',
    );
  }
  return { keys: path.split('.'), value, text };
}

/** An assignment for each value of an object that is none itself. */
function leaves(changes: object, above: readonly string[] = []): Assignment[] {
  return Object.entries(changes).flatMap(([key, value]: [string, unknown]) => {
    const keys = [...above, key];
    if (value === undefined) return [];
    if (isRecord(value)) return leaves(value, keys);
    return [{ keys, value, text: `${keys.join('.')}=${JSON.stringify(value)}` }];
  });
}

function assign(experiment: object, { keys, value, text }: Assignment, schema: z.ZodType): void {
  let parent: unknown = experiment;
  keys.forEach((key, depth) => {
    const above = keys.slice(0, depth);
    if (!isRecord(parent)) throw noField(text, `${above.join('.')} has no fields here`);
    const known = fieldsAt(schema, above);
    if (!known.includes(key)) throw noField(text, unknownField(key, above, known));
    if (depth < keys.length - 1) parent = Object.hasOwn(parent, key) ? parent[key] : undefined;
  });
  checkFields(value, keys);
  (parent as Record<string, unknown>)[keys.at(-1)!] = value;

  /** Refuses the fields of a record that the schema does not have, as deep as it knows any. */
  function checkFields(record: unknown, path: readonly string[]): void {
    const known = fieldsAt(schema, path);
    if (!isRecord(record) || known.length === 0) return;
    for (const [key, field] of Object.entries(record)) {
      if (!known.includes(key)) throw noField(text, unknownField(key, path, known));
      checkFields(field, [...path, key]);
    }
  }
}

function unknownField(key: string, above: readonly string[], known: readonly string[]): string {
  const place = above.length > 0 ? above.join('.') : 'the experiment';
  const meant = nearest(key, known);
  const advice = meant ? `did you mean "${[...above, meant].join('.')}"?` : `it has ${known.join(', ')}`;
  return `${place} has no field "${key}"; ${advice}`;
}

const noField = (assignment: string, why: string) =>
  new Error(`"${assignment}" sets no field: ${why}${why.endsWith('?') ? '' : '.'}`);
