import { describe, expect, test } from 'vitest';
import { type RunRecord, compareRuns } from '../../lib/analysis/compare-runs.ts';
import { presets } from '../../lib/experiment/index.ts';
import { renderComparison } from '../../scripts/run-comparison.ts';
import { resultRowWith } from '../support/result-rows.ts';

const base = presets.smoke.transnar; // trained on sizes 3 and 5

function record(name: string, config: Record<string, unknown>, change: Partial<RunRecord> = {}): RunRecord {
  return {
    name,
    manifest: { config, commit: '0123abcd', hardware: 'two cores', backend: 'native', seconds: 75 },
    metrics: [],
    ...change,
  };
}

const curve = (updates: readonly number[], loss: (update: number) => number) =>
  updates.map((update) => ({
    update,
    loss: loss(update),
    gradientNorm: 1,
    learningRate: 1,
    seconds: update,
  }));

const everySecond = Array.from({ length: 20 }, (_, i) => 2 * (i + 1));

describe('compareRuns', () => {
  test('names the fields that differ, and the whole where one run has no such record', () => {
    const other = { ...base, seed: 1, training: { ...base.training, updates: 5 } };
    const { differences } = compareRuns([record('a', base), record('b', other), record('c', base)]);
    expect(differences).toEqual([
      { what: 'seed', values: [0, 1, 0] },
      { what: 'training.updates', values: [240, 5, 240] },
    ]);
    const baseline = compareRuns([record('a', base), record('b', presets.smoke.transformer)]).differences;
    expect(baseline.map(({ what }) => what)).toEqual(['name', 'reader']);
    expect(baseline[1].values).toEqual([base.reader, null]);
    const pretrained = compareRuns([
      record('a', base),
      record('b', presets.smoke.pretrained.transnar),
    ]).differences;
    expect(pretrained.map(({ what }) => what)).toEqual([
      'name',
      'initialisation.kind',
      'initialisation.experiment',
    ]);
  });

  test('of runs with one configuration shows where they were made, if not in one place', () => {
    const a = record('a', base);
    const b = { ...a, manifest: { ...a.manifest, commit: 'ffff' } };
    expect(compareRuns([a, b]).differences).toEqual([{ what: 'commit', values: ['0123abcd', 'ffff'] }]);
    expect(compareRuns([a, a]).differences).toEqual([]);
  });

  test('of a run that went on elsewhere shows both places', () => {
    const a = record('a', base);
    const sitting = { from: 5, started: '', versions: {}, ...a.manifest, hardware: 'four cores' };
    const b = { ...a, manifest: { ...a.manifest, continued: [sitting] } };
    expect(compareRuns([a, b]).differences).toEqual([
      { what: 'hardware', values: ['two cores', 'two cores + four cores'] },
    ]);
  });

  test('compares losses only at updates that all runs wrote, and shows where each is', () => {
    const { losses, progress } = compareRuns([
      record('a', base, { metrics: curve(everySecond, (update) => 1 / update) }),
      record('b', base, { metrics: curve([5, 10, 15, 20, 25, 30], (update) => 2 / update) }),
    ]);
    expect(losses).toEqual([
      { what: 'update 10', values: [0.1, 0.2] },
      { what: 'update 20', values: [0.05, 0.1] },
      { what: 'update 30', values: [1 / 30, 2 / 30] },
      { what: 'last', values: [1 / 40, 2 / 30] },
    ]);
    expect(progress).toContainEqual({ what: 'updates', values: [40, 30] });
  });

  test('shows few of many common updates, evenly, the last among them', () => {
    const metrics = curve(everySecond, () => 1);
    const { losses } = compareRuns([record('a', base, { metrics }), record('b', base, { metrics })]);
    expect(losses.map(({ what }) => what)).toEqual([
      'update 8',
      'update 16',
      'update 24',
      'update 32',
      'update 40',
      'last',
    ]);
  });

  test('scores only what all evaluated runs answered, apart by whether they trained on the size', () => {
    const rows = (values: Record<number, number>) =>
      Object.entries(values).map(([size, value]) => resultRowWith({ size: Number(size), value }));
    const { scores } = compareRuns([
      record('a', base, { rows: rows({ 3: 1, 5: 0.5, 6: 0.25 }) }),
      record(
        'b',
        { ...base, data: { ...base.data, sizes: [5] } },
        { rows: rows({ 3: 0.5, 5: 0.25, 6: 0, 9: 1 }) },
      ),
      record('c', base),
    ]);
    expect(scores).toEqual([
      { what: 'clrs, sizes that some trained on', values: [1, 0.5, undefined] },
      { what: 'clrs, sizes trained on', values: [0.5, 0.25, undefined] },
      { what: 'clrs, sizes not trained on', values: [0.25, 0, undefined] },
    ]);
  });

  test('shows the best and the last validation score', () => {
    const metrics = curve([2, 4, 6], () => 1).map((line, i) => ({ ...line, score: [0.2, 0.9, 0.4][i] }));
    const { validation } = compareRuns([record('a', base, { metrics }), record('b', base)]);
    expect(validation).toEqual([
      { what: 'best', values: [0.9, undefined] },
      { what: 'last', values: [0.4, undefined] },
    ]);
  });
});

test('a comparison is a table with a column for each run', () => {
  const metrics = curve([2], () => 0.5);
  const text = renderComparison(
    compareRuns([record('first', base, { metrics }), record('second', { ...base, seed: 12, reader: null })]),
  );
  const lines = text.trimEnd().split('\n');
  expect(lines.slice(0, 3)).toEqual(['[1] first', '[2] second', '']);
  expect(
    new Set(
      lines
        .slice(3)
        .filter((line) => / {2}/.test(line.trimEnd().slice(2)))
        .map((line) => line.length),
    ).size,
  ).toBe(1);
  expect(lines.find((line) => line.includes('seed'))).toMatch(/^ {2}seed +0 +12$/);
  expect(lines.find((line) => line.includes('reader'))).toMatch(/{transnar, nar, state, frozen} +null$/);
  expect(lines.find((line) => line.includes('last'))).toMatch(/0\.5000 +-$/);
  expect(lines.find((line) => line.includes('time'))).toMatch(/1 min 15 s +1 min 15 s$/);
});
