/**
 * The runs that there are, by what their manifests say alone: what decided each, what it is to be called, where its evaluation
 * is. Loads no models and no schemas, so that runs are listed at once.
 */
import { contentOf } from '../store/content.ts';
import { evaluationFolder } from '../store/evaluations.ts';
import { hashOf, shortHash } from '../store/hash.ts';
import { isRecord } from '../store/json.ts';
import { type Manifest, readManifest } from '../store/manifest.ts';
import { type Refusal, type Run, storedRuns } from '../store/run.ts';
import { type ContentOf, identity } from './identity.ts';

/** All runs with the evaluations of their own configurations; as `storedRuns`. */
export function listRuns(refuse?: Refusal): Run[] {
  return storedRuns(undefined, undefined, refuse).map((run) => ({
    ...run,
    evaluation: evaluationOf(run, run.config),
  }));
}

/** Those of all runs that can be read: another one is in nobody's way, and `transnar runs` says what is wrong with it. */
export const readableRuns = (): Run[] => listRuns(() => undefined);

/** What a run ought to be called; its folder may have been renamed. Undefined if what it began from is unknown. */
export function properName(run: Pick<Run, 'manifest'>): string | undefined {
  const manifest = readManifest(run);
  const hash = identityHash(manifest);
  return hash === undefined ? undefined : `${manifest.name}-${shortHash(hash)}`;
}

/** What decided the parameters of a run. Undefined if what it began from was not kept and is not there any more. */
export function identityOf(manifest: Manifest): Readonly<Record<string, unknown>> | undefined {
  try {
    return identity(manifest.config, keptContents(manifest));
  } catch {
    return undefined;
  }
}

/** The settings of an experiment's evaluation; those of a reasoner are not a part of its experiment. */
export function evaluationSettings(experiment: unknown): unknown {
  if (!isRecord(experiment)) return undefined;
  const { student, evaluation } = experiment;
  return isRecord(student) ? student['evaluation'] : evaluation;
}

/** Where an evaluation of a run with the settings of an experiment is kept. */
export function evaluationOf({ folder, manifest }: Run, experiment: unknown): string {
  const settings = evaluationSettings(experiment);
  if (settings === undefined) return folder;
  return evaluationFolder(folder, settings, evaluationSettings(readManifest({ manifest }).config));
}

/** By the files that the run began from; before their hashes were kept, by those that are there now. */
export function keptContents({ contents = [] }: Manifest): ContentOf {
  return (source) =>
    contents.find(({ kind, path }) => kind === source.kind && path === source.path)?.sha256 ??
    contentOf(source);
}

const hashes = new WeakMap<Manifest, string | undefined>();

/** Computed once for each manifest: a run is looked for among all. */
export function identityHash(manifest: Manifest): string | undefined {
  if (!hashes.has(manifest)) {
    const decides = identityOf(manifest);
    hashes.set(manifest, decides && hashOf(decides));
  }
  return hashes.get(manifest);
}
