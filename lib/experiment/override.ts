/** Changes to an experiment as the command line gives them: `training.updates=100`. */
import type { z } from 'zod';
import { isRecord, jsonOr } from '../store/json.ts';
import { fieldsAt, nearest } from './fields.ts';
import { schemaOf } from './kinds.ts';

/**
 * The experiment with some fields set. Values are JSON, or else text. Throws where there is nothing to set a field of, and
 * for a field that its kind of experiment does not have, with the known one that is most like it.
 */
export function override<T extends object>(experiment: T, assignments: readonly string[]): T {
  if (assignments.length === 0) return experiment;
  const schema = schemaOf(experiment);
  // Through JSON, since a structured clone would keep what two parts of an experiment share, and change both.
  const copy = JSON.parse(JSON.stringify(experiment)) as T;
  for (const assignment of assignments) assign(copy, assignment, schema);
  return copy;
}

function assign(experiment: object, assignment: string, schema: z.ZodType): void {
  const [path, ...rest] = assignment.split('=');
  const keys = path.split('.');
  if (rest.length === 0) throw noField(assignment, 'write path=value, such as training.updates=100');
  let parent: unknown = experiment;
  keys.forEach((key, depth) => {
    const above = keys.slice(0, depth);
    if (!isRecord(parent)) throw noField(assignment, `${above.join('.')} has no fields here`);
    const known = fieldsAt(schema, above);
    if (!known.includes(key)) throw noField(assignment, unknownField(key, above, known));
    if (depth < keys.length - 1) parent = Object.hasOwn(parent, key) ? parent[key] : undefined;
  });
  const text = rest.join('=');
  const value = jsonOr(text, text);
  if (value === text && /^\s*[[{"]/.test(text)) {
    throw noField(
      assignment,
      'what follows the = begins as JSON and does not end as it; is it quoted for the shell?',
    );
  }
  checkFields(value, keys);
  (parent as Record<string, unknown>)[keys.at(-1)!] = value;

  /** Refuses the fields of a record that the schema does not have, as deep as it knows any. */
  function checkFields(record: unknown, path: readonly string[]): void {
    const known = fieldsAt(schema, path);
    if (!isRecord(record) || known.length === 0) return;
    for (const [key, field] of Object.entries(record)) {
      if (!known.includes(key)) throw noField(assignment, unknownField(key, path, known));
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
