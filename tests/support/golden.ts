/** How tests read golden data. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Arguments } from '../../lib/dataset/index.ts';

/** Where the reference values are: `GOLDEN_DIR` for the files that it has, else the project's own. */
const folders = [process.env['GOLDEN_DIR'], join(import.meta.dirname, '../../data/golden')];

/**
 * A golden file, such as `algorithms/bfs.json.gz`. The values were made by running the reference implementation (see
 * data/README.md); they change only when the reference itself does, never to make a test pass.
 */
export function golden<T>(path: string): T {
  return JSON.parse(gunzipSync(readFileSync(goldenPath(path))).toString('utf8')) as T;
}

/** Where golden files are that are read as they stand. */
export function goldenPath(path: string): string {
  const places = folders.filter((folder) => folder !== undefined).map((folder) => join(folder, path));
  const found = places.find((candidate) => existsSync(candidate));
  if (found === undefined) throw new Error(`There are no golden data at ${places.join(' or ')}.`);
  return found;
}

/** Algorithms with golden samples of sampler options (`samplers/NAME.json.gz`), and those options. */
export const samplerOptions = {
  lcs_length: ['length_2'],
  task_scheduling: ['max_deadline'],
  strongly_connected_components: ['k', 'eps', 'p'],
};

/** Arguments as the golden files hold them: numbers and nested lists. */
export type GoldenArguments = Record<string, unknown>;

/** Strings T, P, x, y and deadlines d; graphs are floats here, weighted or not. */
const integerArguments = new Set(['T', 'P', 'x', 'y', 'd']);

/** Golden arguments as the algorithms take them: matrices flat, strings and deadlines as integers. */
export function toArguments(args: GoldenArguments): Arguments {
  const typed: Record<string, Arguments[string]> = {};
  for (const [name, value] of Object.entries(args)) {
    if (typeof value === 'number') typed[name] = value;
    else typed[name] = (integerArguments.has(name) ? Int32Array : Float64Array).from(flatten(value));
  }
  return typed;
}

/** The numbers of nested lists, in order. */
export function flatten(value: unknown): number[] {
  return [value].flat(Infinity) as number[];
}
