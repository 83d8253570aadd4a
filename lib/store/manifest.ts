/** What a run says of itself: manifest.json in its folder, checked when it is read. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { messageOf } from '../message.ts';
import { writeAtomically } from './atomic-file.ts';
import { parseJson, problemsOf } from './json.ts';
import { lastRead } from './last-read.ts';
import type { Provenance } from './provenance.ts';

/** What a run says of itself: its experiment, the versions and the machine that made it, and what became of it. */
export interface Manifest extends Provenance {
  readonly name: string;
  /** The experiment as it was typed when the run began. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What the files held that the run started from; absent where it started from none, and before this was kept. */
  readonly contents?: readonly Content[];
  readonly command: string;
  readonly started: string;
  /** Set when training has ended. */
  readonly finished?: string;
  /** Updates done in the end: fewer than planned where the scores were good enough before. */
  readonly updates?: number;
  /** Tokens that were learned from, padding included; absent for a reasoner. */
  readonly tokens?: number;
  /** Training time over all sittings. */
  readonly seconds?: number;
  /** The part of it in which training waited for batches. */
  readonly waited?: number;
  /** The part of it in which training was validated. */
  readonly checked?: number;
  /** Later sittings by another code, engine or machine than the one before; absent where there was none. */
  readonly continued?: readonly Sitting[];
  readonly published?: Publication;
  /** Names that the run's folder had before. */
  readonly formerly?: readonly string[];
}

/** What a training went on with. */
export interface Sitting extends Provenance {
  /** Updates that were done before. */
  readonly from: number;
  readonly started: string;
}

/**
 * What all sittings of a training have in common, or, where they differ, what each has, in their order: "one + another".
 * Times and scores of a run are those of all of its sittings.
 */
export function ofSittings(
  { continued = [], ...first }: Pick<Manifest, 'continued' | Made>,
  said: (sitting: Pick<Provenance, Made>) => string,
): string {
  return [...new Set([first, ...continued].map(said))].join(' + ');
}

/** What makes a sitting. */
type Made = 'commit' | 'hardware' | 'backend';

/** What a training took. */
export type Effort = Pick<Manifest, 'updates' | 'tokens' | 'seconds' | 'waited' | 'checked'>;

/** Files outside a run that its training reads. */
export interface Source {
  readonly kind: 'checkpoint' | 'gpt-neox' | 'text';
  readonly path: string;
}

/** A source as it was when a run began. */
export interface Content extends Source {
  readonly sha256: string;
}

/** What a published run holds of the run that it is made of. */
export interface Publication {
  readonly parameters: 'best by validation' | 'final';
  readonly stored: 'float16';
  /** Of best.safetensors. */
  readonly sha256: string;
  /** Lines of metrics.jsonl; where the run wrote more of them, neighbours became one. */
  readonly metricLines: { readonly kept: number; readonly written: number };
}

/** Where a manifest is. */
export interface ManifestPlace {
  readonly manifest: string;
}

const time = z.number().nonnegative().optional();
const count = z.int().nonnegative().optional();
const text = z.string();

/** What every manifest has, and of what form the rest is where it is there; what a newer version adds is kept. */
const manifestFile = z.looseObject({
  name: text,
  config: z.record(text, z.unknown()),
  command: text,
  started: text,
  finished: text.optional(),
  contents: z
    .array(z.looseObject({ kind: z.enum(['checkpoint', 'gpt-neox', 'text']), path: text, sha256: text }))
    .optional(),
  ...{ updates: count, tokens: count },
  ...{ seconds: time, waited: time, checked: time },
  continued: z.array(z.looseObject({ commit: text, hardware: text })).optional(),
  published: z.looseObject({ sha256: text }).optional(),
  formerly: z.array(text).optional(),
});

/** Kept, since runs are looked for among all of them. */
const manifestAt = lastRead((path) => parsed(readFileSync(path, 'utf8')));

/** Throws one message if there is no manifest, or if it is not one. */
export function readManifest({ manifest }: ManifestPlace): Manifest {
  try {
    return manifestAt(manifest);
  } catch (error) {
    const wrong = `${manifest} is not a readable manifest: ${reasonOf(error)}`;
    throw new Error(`${wrong}. Restore it, or remove its folder.`, { cause: error });
  }
}

/** Throws as `writeAtomically` does. */
export function writeManifest({ manifest }: ManifestPlace, content: Manifest): void {
  writeAtomically(manifest, `${JSON.stringify(content, null, 2)}\n`);
}

function parsed(json: string): Manifest {
  const content = parseJson(json);
  manifestFile.parse(content);
  return content as Manifest;
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return problemsOf(error);
  return messageOf(error);
}
