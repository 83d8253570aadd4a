import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Where the reference values are: `GOLDEN_DIR`, or the project's own copy. */
const folder = process.env['GOLDEN_DIR'] ?? join(import.meta.dirname, '../../data/golden');

/**
 * A golden file, such as `algorithms/bfs.json.gz`. The values were made by running the reference implementation (see
 * data/README.md); they change only when the reference itself does, never to make a test pass.
 */
export function golden<T>(path: string): T {
  return JSON.parse(gunzipSync(readFileSync(join(folder, path))).toString('utf8')) as T;
}
