/** Files of JSON. */
import { readFileSync } from 'node:fs';
import { messageOf } from '../message.ts';
import { parseJson } from './json.ts';

/** What a file holds. Throws one message that says what it was to be, and its line where it is not JSON. */
export function readJsonFile(path: string, what: string): unknown {
  try {
    return parseJson(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`Cannot read ${what} ${path}: ${messageOf(error)}.`, { cause: error });
  }
}
