/** docs/training.md has every field that is optional and that no preset sets, and names none that there is not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { languageExperiment, narExperiment, override, presets } from '../../lib/experiment/index.ts';
import { isRecord } from '../../lib/store/json.ts';
import { projectFolder } from '../../lib/store/folders.ts';

const [, common, ofReasoner, ofLanguage] = readFileSync(
  join(projectFolder(), 'docs/training.md'),
  'utf8',
).split('\n## ');
/** The field, and the example that stands after it, of every entry of a section. */
const entries = (section: string) =>
  Array.from(section.matchAll(/^- `([\w.]+)`(?: of [^,]+)?, `([^`]+)`/gm), ([, field, value]) => ({
    field,
    value,
  }));

test.each([
  ['a reasoner', narExperiment, ofReasoner, presets.paper.nar],
  ['a language model', languageExperiment, ofLanguage, presets.paper.transnar],
] as const)('the optional fields of %s are told, and no others', (_, schema, section, preset) => {
  const told = [common, section].flatMap(entries);
  const optional = optionalFields(z.toJSONSchema(schema, { unrepresentable: 'any' }));
  // What the presets have is to be seen there, and a part of an experiment that is one itself has its own section.
  const own = optional.filter((path) => !has(preset, path) && !/^(reader\.nar|initialisation)\./.test(path));
  expect(told.map(({ field }) => field).sort()).toEqual(own.sort());
  for (const { field, value } of told) expect(() => override(preset, [`${field}=${value}`])).not.toThrow();
});

/** Paths that may be absent; of one that may, none further down. */
function optionalFields(schema: unknown, above: readonly string[] = []): string[] {
  if (!isRecord(schema)) return [];
  const { properties, required, anyOf, oneOf } = schema;
  const needed = Array.isArray(required) ? required : [];
  const own = Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, field]) => {
    const path = [...above, name];
    return needed.includes(name) ? optionalFields(field, path) : [path.join('.')];
  });
  const others = [anyOf, oneOf].flatMap((kinds) => (Array.isArray(kinds) ? (kinds as unknown[]) : []));
  return [...new Set([...own, ...others.flatMap((kind) => optionalFields(kind, above))])];
}

function has(fields: unknown, path: string): boolean {
  const [first, ...rest] = path.split('.');
  if (!isRecord(fields) || fields[first] === undefined) return false;
  return rest.length === 0 || has(fields[first], rest.join('.'));
}
