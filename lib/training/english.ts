/** Ordinary English in the characters that the tokenizers know. */
import { readFileSync } from 'node:fs';
import { textFilesOf } from '../store/text-files.ts';

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
 * the packages that have some ("english"). Throws if there is no text.
 */
export function readEnglish(source: string): string {
  const text = textFilesOf(source)
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
