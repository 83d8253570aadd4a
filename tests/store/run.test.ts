import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  appendMetric,
  configurationHash,
  finishRun,
  openRun,
  readManifest,
  readMetrics,
  rewindMetrics,
} from '../../lib/store/run.ts';

const root = mkdtempSync(join(tmpdir(), 'transnar-'));

test('the hash depends on every field but not on the order of keys', () => {
  const base = configurationHash({ a: 1, b: { c: [1, 2], d: 'x' } });
  expect(configurationHash({ b: { d: 'x', c: [1, 2] }, a: 1 })).toBe(base);
  expect(configurationHash({ a: 1, b: { c: [2, 1], d: 'x' } })).not.toBe(base);
  expect(configurationHash({ a: 1, b: { c: [1, 2], d: 'y' } })).not.toBe(base);
});

test('the same configuration finds its run, with its first manifest', () => {
  const first = openRun('toy', { seed: 1 }, 'command one', root);
  finishRun(first, { seconds: 12, waited: 1 });
  const again = openRun('toy', { seed: 1 }, 'command two', root);
  expect(again.folder).toBe(first.folder);
  expect(readManifest(again)).toMatchObject({ command: 'command one', seconds: 12, config: { seed: 1 } });
  expect(openRun('toy', { seed: 2 }, 'command', root).folder).not.toBe(first.folder);
});

test('metrics are appended, and rewound to where a run resumes', () => {
  const run = openRun('curve', {}, 'command', root);
  for (const update of [10, 20, 30]) {
    appendMetric(run, { update, loss: 1 / update, gradientNorm: 1, learningRate: 0.1, seconds: update });
  }
  rewindMetrics(run, 20);
  expect(readMetrics(run).map(({ update }) => update)).toEqual([10, 20]);
});
