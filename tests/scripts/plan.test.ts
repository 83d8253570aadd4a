import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { tokensNeeded } from '../../lib/analysis/index.ts';
import { override, recordExperiment } from '../../lib/experiment/index.ts';
import { predictionLines } from '../../scripts/prediction-lines.ts';
import { transnar } from '../support/command-line.ts';
import { attemptRows } from '../support/record-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-plan-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = attemptRows('Adam', [6, 3, -9]);
const experiment = recordExperiment({ set: 'searches', model: 'transformer', changes: [], seed: 0 });
const linesFor = (changes: string[], score: number) => {
  const changed = override(experiment, changes);
  return predictionLines(tokensNeeded(changed, rows, score), score, 10_000).map((line) => line.trim());
};

describe('what the table says of an experiment', () => {
  test('is the time at the rate of this machine, over seeds, with what it rests on', () => {
    expect(linesFor([], 0.95)).toEqual([
      'to 0.95       4.5 M tokens (3 M to 6 M): 7 min 30 s here (5 min 00 s to 10 min 00 s)',
      'rests on      searches, transformer: Adam (2 of 3 seeds got there)',
      ...rows.map(({ run }) => run),
      'differing in  nothing but the seed',
      'the score is  the mean clrs over the algorithms at size 12; looking at it is not counted',
    ]);
  });

  test('says what differs', () => {
    const { layers } = experiment.transformer;
    expect(linesFor(['transformer.layers=9', 'data.batch=32'], 0.95).at(-2)).toBe(
      `differing in  transformer.layers ${layers} instead of 9, data.batch ${experiment.data.batch} instead of 32`,
    );
  });

  test('says where it is an upper bound, unknown, or nothing near is there', () => {
    expect(linesFor([], 0.6)[0]).toBe(
      'to 0.6        at most 4.5 M tokens (3 M to 6 M): 7 min 30 s here (5 min 00 s to 10 min 00 s)',
    );
    expect(linesFor([], 0.97)[0]).toBe(
      'to 0.97       unknown: the nearest attempt ended at 0.96 after 6 M tokens',
    );
    expect(linesFor(['algorithms=["bfs"]'], 0.95)).toEqual([
      'to 0.95       nothing near: no attempt at a record has these algorithms, this model and this optimiser',
    ]);
  });
});

describe('transnar plan', () => {
  const file = join(folder, 'records.jsonl');
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const plan = (...more: string[]) =>
    transnar([
      'plan',
      'transformer-laptop-first',
      '--records',
      file,
      '--set',
      'algorithms=["minimum","binary_search"]',
      ...more,
    ]);

  test('predicts the target from the table', () => {
    const { code, stdout } = plan();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^to 0\.95 +4\.5 M tokens \(3 M to 6 M\): .+ here \(.+ to .+\)$/m);
    expect(stdout).toContain('differing in  nothing but the seed');
  });

  test('refuses a score that is none', () => {
    const { code, stderr } = plan('--to', '95');
    expect(code).toBe(1);
    expect(stderr).toMatch(/'--to <score>' argument '95' is invalid\. It must be a number from 0 to 1\./);
  });
});
