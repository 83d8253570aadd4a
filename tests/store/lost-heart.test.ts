/** A lock whose holder cannot show life is given back. */
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { holding } from '../../lib/store/run-lock.ts';

vi.mock('node:worker_threads', () => ({
  Worker: class {
    constructor() {
      throw new Error('no thread is left');
    }
  },
}));

test('where its thread cannot begin, the run is free again', async () => {
  const run = { folder: mkdtempSync(join(tmpdir(), 'transnar-')) };
  await expect(holding(run, () => Promise.resolve())).rejects.toThrow('no thread is left');
  expect(readdirSync(run.folder)).toEqual([]);
});
