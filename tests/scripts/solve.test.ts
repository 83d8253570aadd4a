import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { transnar } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-solve-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('text that is no question is refused, saying where, before anything is trained', () => {
  const input = 'bfs:\ns: 0, A: [[1 0], [0 x]]\npi:\n';
  const { code, stdout, stderr } = transnar(['solve', 'transnar-smoke'], {
    input,
    env: { TRANSNAR_DATA: folder },
  });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.trim()).toMatch(/^transnar: This is no CLRS-Text question: .* \(at character \d+\)\.$/);
  expect(existsSync(join(folder, 'runs'))).toBe(false);
});

const question = 'minimum:\nkey: [0.123 0.912 0.245]\nmin:\n';
const small = [
  'transformer.width=8',
  'transformer.layers=1',
  'transformer.feedForward=8',
  'training.updates=3',
];
const solve = (...more: string[]) =>
  transnar(['solve', 'transformer-smoke', ...small.flatMap((change) => ['--set', change]), ...more], {
    input: question,
    env: { TRANSNAR_DATA: folder },
  });

test('a model that is not there is not trained in passing, only where that is asked for', () => {
  const { code, stdout, stderr } = solve();
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(
    /There is no run of transformer-smoke with this configuration\..*To train it: npx transnar train transformer-smoke --set 'transformer\.width=8'.* \(about \d+ s here\); solve, evaluate and explorer do so with --train\.$/m,
  );
  expect(existsSync(join(folder, 'runs'))).toBe(false);

  expect(solve('--train').code).toBe(0);
  const again = solve();
  expect(again.code).toBe(0);
  // The name of the run's folder says as much as the experiment's with all its changes.
  const [run] = readdirSync(join(folder, 'runs'));
  const byFolder = transnar(['solve', run], { input: question, env: { TRANSNAR_DATA: folder } });
  expect([byFolder.code, byFolder.stdout]).toEqual([0, again.stdout]);
  expect(solve('--set', 'seed=1').stderr).toMatch(
    /The nearest: transformer-smoke-[0-9a-f]{8} \(seed 0 instead of 1\)\. To train it/,
  );
}, 120_000);

test('a file that is not there is said to be none, in one line', () => {
  const { code, stderr } = solve('no-such-file.txt');
  expect(code).toBe(1);
  expect(stderr.trim()).toBe(
    'transnar: cannot read no-such-file.txt: name a file that holds a CLRS-Text question',
  );
});
