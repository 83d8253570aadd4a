import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import {
  type CampaignCell,
  campaignStatus,
  cellRows,
  cellsOf,
  runCampaign,
  runCell,
  secondsLeft,
  timeLeft,
} from '../../lib/campaign/index.ts';
import { commandOf, findRun } from '../../lib/experiment/index.ts';
import { learningPart } from '../../lib/experiment/distillation-experiment.ts';
import { type ResultRow, metricNames } from '../../lib/metric/index.ts';
import { readManifest, readMetrics } from '../../lib/store/index.ts';
import { holding } from '../../lib/store/run-lock.ts';
import { tiny } from './tiny.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-campaign-'));
const cells = cellsOf(tiny);
const [transformer, transnar, brokenTransformer] = cells;

beforeAll(async () => {
  process.env['TRANSNAR_DATA'] = folder;
  await chooseBackend();
});
afterAll(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

const states = () => campaignStatus(tiny).cells.map(({ state, detail }) => [state, detail] as const);

test('before anything is run, cells wait, also for what they need first', () => {
  expect(cells.map(({ model, variant }) => [model, variant])).toEqual([
    ['transformer', 'default'],
    ['transnar', 'default'],
    ['transformer', 'broken'],
    ['transnar', 'broken'],
  ]);
  expect(states().slice(0, 2)).toEqual([
    ['waiting', 'not begun'],
    ['waiting', 'for nar-smoke'],
  ]);
  expect(secondsLeft(cells)).toBeUndefined();
});

test('an interrupted cell shows how far it is, and is not a failure', async () => {
  const controller = new AbortController();
  const progress = () => controller.abort();
  await expect(runCampaign(tiny, { signal: controller.signal, progress })).rejects.toThrow(
    /Interrupted after update 1/,
  );
  const [state, detail] = states()[0];
  expect(state).toBe('stopped');
  expect(detail).toMatch(/update \d of 40/);
  const { update, seconds } = readMetrics(findRun(transformer.experiment)!).at(-1)!;
  expect(secondsLeft([transformer])).toBeCloseTo((seconds / update) * (40 - update), 6);
});

test('a campaign runs all cells to their ends; one that fails does not stop the others', async () => {
  const lines: string[] = [];
  const tensors = tf.memory().numTensors;
  const notices: string[] = [];
  const failed = await runCampaign(tiny, {
    report: (line) => lines.push(line),
    notice: (text) => notices.push(text),
  });
  // What single runs say, they say in a campaign: here, what an update of each takes.
  expect(notices).toContainEqual(expect.stringContaining('an update'));
  expect(tf.memory().numTensors).toBe(tensors);
  expect(failed.map(({ variant }) => variant)).toEqual(['broken', 'broken']);
  expect(lines.filter((line) => line.includes('failed: Training diverged at update'))).toHaveLength(2);
  expect(states().map(([state]) => state)).toEqual(['finished', 'finished', 'failed', 'failed']);
  expect(states()[2][1]).toMatch(/Training diverged at update \d+ .*samples.*\(seed 0\)\. .*checkpoint/);
  expect(campaignStatus(tiny).prerequisites.map(({ state }) => state)).toEqual(['finished']);
});

test('what is left is estimated from the updates that cells of the same model took', () => {
  const seconds = secondsOf(transformer);
  expect(seconds).toBeGreaterThan(0);
  expect(secondsLeft([transformer, transnar])).toBe(0);
  expect(secondsLeft([transformer, transnar, longer(2), longer(3)])).toBeCloseTo(5 * seconds, 6);
});

test('a cell that knew enough before its last update took as long for fewer of them', () => {
  const manifest = join(findRun(transformer.experiment)!.folder, 'manifest.json');
  const whole = readFileSync(manifest, 'utf8');
  writeFileSync(manifest, JSON.stringify({ ...(JSON.parse(whole) as object), updates: 20 }));
  try {
    expect(secondsLeft([transformer, longer(2)])).toBeCloseTo(4 * secondsOf(transformer), 6);
  } finally {
    writeFileSync(manifest, whole);
  }
});

/** Of training, and of the evaluation of each algorithm and size. */
function secondsOf(cell: CampaignCell): number {
  const { seconds = NaN } = readManifest(findRun(cell.experiment)!);
  const groups = new Map(cellRows(cell)!.map((row) => [`${row.algorithm} ${row.size}`, row.seconds]));
  return [...groups.values()].reduce((sum, own) => sum + own, seconds);
}

/** The Transformer's cell, with so many times the updates. */
function longer(times: number) {
  const experiment = learningPart(transformer.experiment);
  const training = { ...experiment.training, updates: times * experiment.training.updates };
  return { ...transformer, experiment: { ...experiment, training } };
}

test('rows name the variant of the campaign and the command of the single run', () => {
  const rows = cellRows(transnar)!;
  expect(rows).toHaveLength(2 * 2 * metricNames.length);
  for (const row of rows) {
    expect(row).toMatchObject({
      model: 'transnar',
      variant: 'default',
      initialisation: 'untrained',
      seed: 0,
    });
    expect(row.command).toBe(commandOf('evaluate text', transnar.experiment));
  }
  const renamed = { ...transnar, variant: 'mine' };
  expect(new Set(cellRows(renamed)!.map(({ variant }) => variant))).toEqual(new Set(['mine']));
  expect(cellRows(brokenTransformer)).toBeUndefined();
});

test('a distilled cell learns from the TransNAR of its campaign, and is evaluated as that is', async () => {
  const [cell, ...others] = cellsOf({
    ...tiny,
    variants: [{ name: 'default', set: [] }],
    models: ['distilled'],
  });
  expect(others).toEqual([]);
  expect(cell.experiment).toMatchObject({ teacher: transnar.experiment });
  const taught = readMetrics(findRun(transnar.experiment)!);
  expect(campaignStatus({ ...tiny, models: ['distilled'] }).cells[0]).toMatchObject({ state: 'waiting' });
  expect(await runCell(cell)).toEqual({ kind: 'finished' });
  expect(readMetrics(findRun(transnar.experiment)!)).toEqual(taught);
  const asked = ({ algorithm, size, metric, seed, samples }: ResultRow) =>
    [algorithm, size, metric, seed, samples].join(' ');
  const rows = cellRows(cell)!;
  expect(rows.map(asked)).toEqual(cellRows(transnar)!.map(asked));
  expect(new Set(rows.map(({ model, variant, step }) => `${model} ${variant} ${step}`))).toEqual(
    new Set(['distilled default 40']),
  );
  expect(secondsLeft([cell])).toBe(0);
  expect(timeLeft([cell])).toBe('');
  // What nobody has trained yet is not in the estimate, and is named.
  const later = cellsOf({
    ...tiny,
    variants: [{ name: 'default', set: [] }],
    models: ['distilled'],
    seeds: [5],
  });
  expect(timeLeft([cell, ...later])).toMatch(
    /^about .* left for one process, without what is trained first: transnar-smoke · seed 5 · minimum, bfs$/,
  );
});

test('a cell that is run again does nothing', async () => {
  const run = findRun(transformer.experiment)!;
  const times = () =>
    readdirSync(run.folder, { recursive: true, encoding: 'utf8' }).map((name) => [
      name,
      statSync(join(run.folder, name)).mtimeMs,
      statSync(join(run.folder, name)).size,
    ]);
  const before = times();
  const tensors = tf.memory().numTensors;
  expect(await runCell(transformer, { progress: () => expect.unreachable() })).toEqual({ kind: 'finished' });
  expect(times()).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
});

test('a cell whose reasoner another process trains is left for later', async () => {
  const { reader, ...rest } = learningPart(transnar.experiment);
  const other = { ...rest, seed: 7, reader: { ...reader!, nar: { ...reader!.nar, seed: 7 } } };
  const cell = { ...transnar, experiment: other, key: 'another' };
  const controller = new AbortController();
  const interrupted = runCell(cell, { signal: controller.signal, progress: () => controller.abort() });
  await expect(interrupted).rejects.toThrow('Interrupted');
  const reasoner = findRun(other.reader.nar)!;
  const done = readMetrics(reasoner).length;
  await holding(reasoner, async () => {
    expect(await runCell(cell)).toEqual({ kind: 'busy' });
  });
  expect(readMetrics(reasoner)).toHaveLength(done);
  expect(existsSync(join(folder, 'runs/failures/another.json'))).toBe(false);
});

test('a failed cell is tried again by the next campaign', async () => {
  const run = findRun(brokenTransformer.experiment)!;
  const failure = join(folder, 'runs/failures', `${brokenTransformer.key}.json`);
  writeFileSync(failure, JSON.stringify({ message: 'the disk is full', host: 'here', date: '' }));
  expect(states()[2]).toEqual(['failed', 'the disk is full']);
  expect(await runCell(brokenTransformer)).toMatchObject({ kind: 'failed' });
  expect(states()[2][1]).toMatch(/diverged/);
  expect(brokenTransformer.key).toContain(run.name);
});
