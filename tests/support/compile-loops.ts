/** The loops of the page's kernels, compiled from their source; run by itself (`npm run loops`), writes them to be committed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Its types, if it were imported, would add to those of all files. */
const compiler = 'node_modules/assemblyscript/bin/asc.js';
const source = 'lib/page/live/assembly/loops.ts';
const compiled = 'lib/page/live/worker/loops-module.ts';

/** No memory of its own and nothing in it: the engine's is all in use. */
const options =
  '-O3 --noAssert --runtime stub --importMemory --noExportMemory --enable simd --use abort='.split(' ');

/** The module in WebAssembly. Throws what the compiler says. */
export function compiledLoops(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'loops-'));
  const path = join(folder, 'loops.wasm');
  try {
    execFileSync(process.execPath, [compiler, source, ...options, '--outFile', path]);
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const text = Buffer.from(compiledLoops()).toString('base64');
  const about =
    '/** `../assembly/loops.ts` as a module of WebAssembly, in base64: made by `npm run loops`. */';
  writeFileSync(compiled, `${about}\nexport const loopsModule =\n  '${text}';\n`);
}
