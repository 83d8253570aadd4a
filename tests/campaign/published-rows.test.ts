/** Cells whose runs came with the project: their scores are the committed rows, where this machine made none itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { campaignNamed, campaignStatus, cellRows, cellsOf } from '../../lib/campaign/index.ts';
import { publishedRows } from '../../lib/campaign/published-rows.ts';
import { firstLaptop } from '../../lib/experiment/first-laptop.ts';
import { findRun } from '../../lib/experiment/index.ts';
import { projectFolder, readRows, writeRows } from '../../lib/store/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-published-'));
beforeAll(() => void (process.env['TRANSNAR_DATA'] = folder));
afterAll(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

test('a campaign whose runs are all published is finished, with the committed scores', () => {
  const laptop = campaignNamed('laptop');
  const { cells } = campaignStatus(laptop);
  expect(cells.map(({ state }) => state)).toEqual(cells.map(() => 'finished'));
  for (const { detail } of cells) expect(detail).toMatch(/^in .*, published$/);
  const [cell] = cellsOf(laptop);
  const committed = readRows(join(projectFolder(), 'data/results/laptop.jsonl'));
  const own = committed.filter(({ run }) => run === findRun(cell.experiment)!.name);
  expect(cellRows(cell)).toEqual(own.map((row) => ({ ...row, variant: 'default' })));
});

test('rows of another evaluation, of a part of it or of fewer samples are not those that were asked for', () => {
  const experiment = firstLaptop.transformer;
  const run = findRun(experiment)!;
  const rows = publishedRows(run, experiment)!;
  expect(new Set(rows.map(({ algorithm, size }) => `${algorithm} ${size}`)).size).toBe(
    experiment.algorithms.length * experiment.evaluation.sizes.length,
  );
  const { evaluation } = experiment;
  const asking = (change: object) => ({ ...experiment, evaluation: { ...evaluation, ...change } });
  expect(publishedRows(run, asking({ samples: evaluation.samples + 1 }))).toBeUndefined();
  expect(publishedRows(run, asking({ sizes: [...evaluation.sizes, 99] }))).toBeUndefined();
  expect(publishedRows({ ...run, published: undefined } as never, experiment)).toBeUndefined();
  writeRows(
    join(folder, 'part.jsonl'),
    rows.filter(({ size }) => size !== evaluation.sizes[0]),
  );
  expect(publishedRows(run, experiment, folder)).toBeUndefined();
});
