/** Damaged files of one cell are in no other's way: not in status, estimates, runs of the campaign, nor the queue. */
import { cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import {
  type Campaign,
  type CampaignCell,
  campaignStatus,
  cellsOf,
  runCampaign,
  secondsLeft,
  timeLeft,
} from '../../lib/campaign/index.ts';
import { findRun, openRun } from '../../lib/experiment/index.ts';
import { learningPart } from '../../lib/experiment/distillation-experiment.ts';
import { finishRun } from '../../lib/store/new-run.ts';
import { finished, forgetDataFolder, newDataFolder, runs } from '../support/runs.ts';
import { tiny } from './tiny.ts';

beforeAll(() => chooseBackend());
beforeEach(newDataFolder);
afterEach(forgetDataFolder);

const campaign = { ...tiny, variants: [{ name: 'default', set: [] }], models: ['transformer'] as const };
const two = { ...campaign, seeds: [0, 1] };
const statesOf = (of: Campaign) => campaignStatus(of).cells.map(({ state, detail }) => [state, detail]);

/** Files of a cell that has been trained, with a line that is none. */
const damages: Readonly<Record<string, (cell: CampaignCell) => void>> = {
  'results.jsonl': ({ experiment }) => breakIn(experiment, 'results.jsonl'),
  'predictions.jsonl': ({ experiment }) => breakIn(experiment, 'predictions.jsonl'),
  'hold the same run': ({ experiment }) => {
    const { folder } = finished(experiment);
    cpSync(folder, runs('another'), { recursive: true });
    renameSync(folder, runs('one'));
  },
};

function breakIn(experiment: CampaignCell['experiment'], file: string): void {
  finished(experiment);
  const { evaluation } = findRun(experiment)!;
  mkdirSync(evaluation, { recursive: true });
  writeFileSync(join(evaluation, file), '{"half a\n{}\n');
}

test.each(Object.entries(damages))('%s', async (said, damage) => {
  const [damaged, whole] = cellsOf(two);
  damage(damaged);
  expect(statesOf(two)).toEqual([
    ['failed', expect.stringContaining(said)],
    ['waiting', 'not begun'],
  ]);
  expect([secondsLeft([damaged, whole]), timeLeft([damaged, whole])]).toEqual([undefined, '']);

  const lines: string[] = [];
  expect(await runCampaign(two, { report: (line) => lines.push(line) })).toEqual([damaged]);
  expect(lines[0]).toBe('2 cells, 0 of them finished before');
  expect(lines).toContainEqual(expect.stringMatching(/^\[1\/2\] failed: /));
  expect(lines.at(-1)).toMatch(/^\[2\/2\] finished: 1 of 2 cells/);
  expect(statesOf(two).map(([state]) => state)).toEqual(['failed', 'finished']);
  expect(secondsLeft([damaged, whole])).toBeGreaterThanOrEqual(0);
});

test('a damaged curve of what is trained first is that run alone, and so is one of a cell', () => {
  const both = { ...campaign, models: ['transformer', 'transnar'] as const };
  const [, { experiment }] = cellsOf(both);
  const { reader } = learningPart(experiment);
  const reasoner = openRun(reader!.nar);
  writeFileSync(reasoner.metrics, 'no line\n{}\n');
  const { prerequisites, cells } = campaignStatus(both);
  expect(prerequisites.map(({ state, detail }) => [state, detail])).toEqual([
    ['failed', expect.stringContaining('metrics.jsonl')],
  ]);
  expect(cells.map(({ state, detail }) => [state, detail])).toEqual([
    ['waiting', 'not begun'],
    ['waiting', 'for nar-smoke'],
  ]);
  finishRun(reasoner, { seconds: 1 }); // Its curve is of no interest any more.
  const own = openRun(experiment);
  writeFileSync(own.metrics, 'no line\n{}\n');
  expect(statesOf(both)[1]).toEqual(['failed', expect.stringContaining('metrics.jsonl')]);
  expect(secondsLeft(cellsOf(both))).toBeUndefined();
});
