/** Commands that only look something up load nothing that computes: that is why they answer at once. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { patience } from '../support/patience.ts';
import { loading, runnable } from '../support/runnable.ts';

const root = join(import.meta.dirname, '../..');

/** The packages that a command loads, of those that are CommonJS. */
function packagesOf(...words: string[]): string[] {
  const preload = join(root, 'tests/support/packages-at-exit.mjs');
  const args = [...loading, '--import', preload, runnable('scripts/transnar.ts'), ...words];
  const { status, output } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    encoding: 'utf8',
    timeout: patience,
  });
  expect(status).toBe(0);
  return JSON.parse(output[3]!) as string[];
}

const heavy = [
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-core',
  'vega',
  'vega-lite',
  'bullmq',
  'ioredis',
  'typescript',
];

const [first, second] = readdirSync(join(root, 'data/checkpoints')).sort();

test.each([
  [['--help']],
  [['sample', 'bfs']],
  [['trace', 'bfs']],
  [['score', '--help']],
  [['notebooks', '--help']],
  [['runs']],
  [['runs', 'compare', first, second]],
])('%j loads no engine and no drawing', (words) =>
  expect(packagesOf(...words).filter((name) => heavy.includes(name))).toEqual([]),
);

test('whatever is loaded is seen', () => {
  expect(packagesOf('doctor')).toContain('@tensorflow/tfjs-core');
});
