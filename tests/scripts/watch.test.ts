/** `transnar watch` as a command: it serves until it is told to end, and refuses runs that do not exist. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { presets } from '../../lib/experiment/index.ts';
import { createRun } from '../../lib/store/new-run.ts';
import { startTransnar, transnar } from '../support/command-line.ts';

const data = mkdtempSync(join(tmpdir(), 'watch-'));
const env = { TRANSNAR_DATA: data, TRANSNAR_CHECKPOINTS: join(data, 'none') };
for (const name of ['nar-smoke-1', 'nar-smoke-2', 'other']) {
  const config = presets.smoke.nar as unknown as Record<string, unknown>;
  createRun(name, { name, config, command: 'train' }, join(data, 'runs'));
}

test('serves the runs whose names begin so, until it is told to end', async () => {
  const { child, ended } = startTransnar(['watch', 'nar-smoke', '--port', '0'], env);
  const url = await new Promise<string>((resolve) =>
    child.stdout!.once('data', (line: Buffer) => resolve(line.toString().trim())),
  );
  const view = (await (await fetch(new URL('view', url))).json()) as { chosen: string[] };
  expect(view.chosen.sort()).toEqual(['nar-smoke-1', 'nar-smoke-2']);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 0 });
});

test('without a run of that name, one line says so', () => {
  const { code, stderr } = transnar(['watch', 'mine'], { env });
  expect([code, stderr]).toEqual([
    1,
    'transnar: There is no run whose name begins with "mine": "npx transnar runs" lists all.\n',
  ]);
});
