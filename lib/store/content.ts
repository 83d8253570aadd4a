/** What is in the files that a training starts from: their content tells runs apart, not where they are. */
import { basename, dirname, join } from 'node:path';
import { hashOf, hashOfFile } from './hash.ts';
import { lastRead } from './last-read.ts';
import { type Source, readManifest } from './manifest.ts';
import { storedRuns } from './run.ts';
import { packagedText, textFilesOf } from './text-files.ts';
import { cannotRead, isMissing } from './unreadable.ts';
import { neoxFolder, weightFilesOf } from './weight-files.ts';

/** Of the packages' text, so that its runs are found where the packages are not installed. */
export const packagedTextHash = 'd67e7b64275664d534af945a62bb5ff0183ad6eeaba61e9dcc526de939a421a1';

const filesOf: Readonly<Record<Source['kind'], (path: string) => readonly string[]>> = {
  checkpoint: (path) => [path],
  'gpt-neox': (folder) => [
    ...['config.json', 'tokenizer.json'].map((name) => join(folder, name)),
    ...weightFilesOf(folder),
  ],
  text: textFilesOf,
};

const missing: Readonly<Record<Source['kind'], (path: string) => string>> = {
  checkpoint: (path) => `There is no checkpoint at ${path}: ${whereabouts(path)}`,
  'gpt-neox': (path) => `${dirname(path)} has no readable ${basename(path)}: ${neoxFolder}`,
  text: (path) => `There is no readable text at ${path}.`,
};

/** Kept, since weights take long to read. */
const hashAt = lastRead(hashOfFile);

/** The hash of a source as it is now. Throws if its files cannot be read. */
export function contentOf({ kind, path }: Source): string {
  if (kind === 'text' && path === packagedText) return packagedTextHash;
  return hashOfFiles(filesOf[kind](path), missing[kind]);
}

/** Of the files' contents in their order, whatever they are called; of one file, its own. */
export function hashOfFiles(paths: readonly string[], missingAt = missing.text): string {
  const hashes = paths.map((path) => fileHash(path, missingAt));
  return hashes.length === 1 ? hashes[0] : hashOf(hashes);
}

function fileHash(path: string, missingAt: (path: string) => string): string {
  try {
    return hashAt(path);
  } catch (error) {
    throw isMissing(error) ? new Error(missingAt(path), { cause: error }) : cannotRead(path, error);
  }
}

/** What became of the run whose checkpoint is sought. */
function whereabouts(path: string): string {
  const name = basename(dirname(path));
  const moved = storedRuns().find(({ manifest }) => readManifest({ manifest }).formerly?.includes(name));
  return moved
    ? `the run ${name} is now ${moved.name}. Name ${join(dirname(moved.manifest), basename(path))} instead.`
    : 'its run may have been moved or removed ("npx transnar runs" lists all). Name the file where it is now.';
}
