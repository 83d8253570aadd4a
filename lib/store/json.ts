/** What JSON says: values by name, texts that may be none, and one way to write a value, to hash it. */
import type { z } from 'zod';

/** Whether a value has fields by name, as an object in JSON. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a schema has against a value, field by field, in one line. */
export const problemsOf = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('; ');

/** What the text says as JSON, or else the other value. */
export function jsonOr(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** What the text says as JSON. Throws an error that names the line where it says nothing. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const lines = text.trimEnd().split('\n');
    const wrong = lines.findIndex((_, i) => !mayGoOn(lines.slice(0, i + 1).join('\n')));
    const where = wrong < 0 ? `it is cut off in line ${lines.length}` : `line ${wrong + 1} is not JSON`;
    throw new Error(where, { cause: error });
  }
}

/** Whether some first lines are right as far as they go. The engine does not always say where a text is wrong. */
function mayGoOn(lines: string): boolean {
  try {
    JSON.parse(lines);
    return true;
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith('Unterminated string')) return false; // A string ends on its line.
    const at = /position (\d+)/.exec(message)?.[1];
    return message.startsWith('Unexpected end') || Number(at) >= lines.trimEnd().length;
  }
}

/** The value as JSON that does not depend on the order of keys; fields that are undefined are not there. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
}
