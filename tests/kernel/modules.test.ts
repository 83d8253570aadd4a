/** How cells come by the TypeScript files beside their notebook. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { afterAll, expect, test } from 'vitest';
import { moduleLoader } from '../../scripts/kernel/modules.ts';

const folder = mkdtempSync(join(tmpdir(), 'beside-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a file that was ended in the middle is evaluated anew, another is not', async () => {
  writeFileSync(join(folder, 'half.ts'), '');
  const place = globalThis as { load?: () => unknown; times?: number };
  const code = `globalThis.times = (globalThis.times ?? 0) + 1;
exports.times = globalThis.times;
if (globalThis.times === 1) for (;;);
exports.last = 'there';`;
  const loader = moduleLoader(folder, () => code);
  place.load = () => loader.require('./half');
  try {
    await loader.prepare(['./half']);
    // As an interrupt does: no code of the file or of the loader hears of it.
    expect(() => void runInThisContext('load()', { timeout: 50 })).toThrow('timed out');
    for (let cell = 0; cell < 2; cell++) {
      await loader.prepare(['./half']);
      expect(place.load()).toEqual({ times: 2, last: 'there' });
    }
  } finally {
    delete place.load;
    delete place.times;
  }
});
