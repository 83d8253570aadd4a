/** The module of the page's loops: it is its source's, and takes nothing of the engine's memory for itself. */
import { expect, it } from 'vitest';
import { loopsModule } from '../../lib/page/live/worker/loops-module.ts';
import { compiledLoops } from '../support/compile-loops.ts';

const bytes = Buffer.from(loopsModule, 'base64');

it('is what its source compiles to: after a change of it, npm run loops', () => {
  expect(bytes.equals(compiledLoops())).toBe(true);
}, 120_000);

/** Sections by their numbers; before them stand a mark and a version, before each its number and length in groups of seven bits. */
function sections(): Map<number, string> {
  const found = new Map<number, string>();
  for (let at = 8; at < bytes.length;) {
    const number = bytes[at++];
    let [length, shift] = [0, 0];
    do {
      length |= (bytes[at] & 127) << shift;
      shift += 7;
    } while (bytes[at++] & 128);
    found.set(number, bytes.toString('latin1', at, at + length));
    at += length;
  }
  return found;
}

it('brings no memory, no data and no variables, and imports the memory alone', () => {
  const [types, imports, functions, exports, code] = [1, 2, 3, 7, 10];
  const found = sections();
  expect([...found.keys()]).toEqual([types, imports, functions, exports, code]);
  // One: the memory, of any size.
  expect(found.get(imports)).toBe('\x01\x03env\x06memory\x02\x00\x00');
});
