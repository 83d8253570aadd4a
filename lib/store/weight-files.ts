/** Which files of a folder hold the weights of a model: one, or the shards that an index names. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { jsonOr, problemsOf } from './json.ts';
import type { NamedTensors } from './safetensors.ts';
import { readSafetensors } from './safetensors-file.ts';

const single = 'model.safetensors';
const index = 'model.safetensors.index.json';

/** What a folder with a model of GPT-NeoX holds, for messages where something is missing. */
export const neoxFolder = `a GPT-NeoX folder holds config.json, tokenizer.json, ${single} (or its shards and ${index}).`;

/** The name of a file in the same folder: an index that leads elsewhere is not followed. */
const shardName = z.string().regex(/^[^/\\]+\.safetensors$/, 'name a .safetensors file of the same folder');
const indexFile = z.looseObject({ weight_map: z.record(z.string(), shardName) });

/**
 * Paths of the files in the order in which they are read, an index first; the one file goes before shards, as in the
 * transformers library. Throws one message for an index that is none.
 */
export function weightFilesOf(folder: string): string[] {
  const places = placesIn(folder);
  if (places === undefined) return [join(folder, single)];
  return [join(folder, index), ...shardsOf(places).map((shard) => join(folder, shard))];
}

/** The tensors that are wanted, each from the file that holds it. Throws as {@link weightFilesOf} and `readSafetensors`. */
export function readWeights(folder: string, wanted: (tensor: string) => boolean): NamedTensors {
  const places = placesIn(folder);
  if (places === undefined) return readSafetensors(join(folder, single), wanted).tensors;
  const parts = shardsOf(places).map((shard) => {
    const { tensors } = readSafetensors(
      join(folder, shard),
      (name) => wanted(name) && places.get(name) === shard,
    );
    const missing = [...places].find(
      ([name, place]) => place === shard && wanted(name) && !tensors.has(name),
    );
    if (missing)
      throw new Error(`${join(folder, shard)} has no tensor "${missing[0]}", which ${index} says it has.`);
    return tensors;
  });
  return new Map(parts.flatMap((tensors) => [...tensors]));
}

const shardsOf = (places: ReadonlyMap<string, string>) => [...new Set(places.values())].sort();

/** The shard of each tensor; undefined where one file holds them all. */
function placesIn(folder: string): ReadonlyMap<string, string> | undefined {
  const path = join(folder, index);
  if (existsSync(join(folder, single)) || !existsSync(path)) return undefined;
  const { success, data, error } = indexFile.safeParse(jsonOr(readFileSync(path, 'utf8'), undefined));
  if (success) return new Map(Object.entries(data.weight_map));
  throw new Error(`${path} is not an index of weights: ${problemsOf(error)}.`);
}
