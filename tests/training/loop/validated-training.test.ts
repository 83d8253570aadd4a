/** What validations do to a training: which parameters it keeps, when it ends, and what is written of them. */
import { existsSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { loadVariables } from '../../../lib/store/checkpoint.ts';
import { readManifest, readMetrics } from '../../../lib/store/index.ts';
import { train } from '../../../lib/training/loop/train.ts';
import type { Validation } from '../../../lib/training/loop/validation.ts';
import { regression, regressionTraining as options, values } from '../../support/regression.ts';
import { freshRun } from '../../support/trainings.ts';

beforeAll(async () => {
  await chooseBackend();
});

test('keeps the parameters of the best validation score', async () => {
  const [task, run] = [regression(), freshRun('best')];
  const scores = [0.1, 0.7, 0.3];
  let taken = 0;
  let bestValues: number[][] = [];
  const score = () => {
    if (taken === 1) bestValues = values(task);
    return { all: scores[taken++] };
  };
  await train(run, { ...task, validation: { every: 8, keeps: 'best', scores: score } }, options);
  const loaded = regression();
  const metadata = loadVariables(run.best, loaded.parameters);
  expect(metadata).toMatchObject({ update: '16', score: '0.7' });
  expect(values(loaded)).toEqual(bestValues);
  task.dispose();
  loaded.dispose();
});

test('scores beyond training are written beside the others, and choose nothing', async () => {
  const [task, run] = [regression(), freshRun('beyond')];
  const [scores, beyond] = [
    [0.1, 0.7, 0.3],
    [0.9, 0.2, 0.4],
  ];
  const validation: Validation = {
    every: 8,
    keeps: 'best',
    scores: () => ({ all: scores.shift()! }),
    beyond: () => ({ a: beyond[0], b: beyond.shift()! / 2 }),
  };
  const notes: (string | undefined)[] = [];
  await train(run, { ...task, validation }, options, { progress: ({ note }) => void notes.push(note) });
  const scored = readMetrics(run).filter((line) => line.scoreBeyond !== undefined);
  expect(scored.map(({ update, score, scoresBeyond }) => [update, score, scoresBeyond])).toEqual([
    [8, 0.1, { a: 0.9, b: 0.45 }],
    [16, 0.7, { a: 0.2, b: 0.1 }],
    [24, 0.3, { a: 0.4, b: 0.2 }],
  ]);
  expect(scored[1].scoreBeyond).toBeCloseTo(0.15, 12);
  expect(loadVariables(run.best, task.parameters)).toMatchObject({ update: '16' });
  expect(notes.at(-1)).toMatch(/ · val \.30 · beyond \.30$/);
  task.dispose();
});

/** Validation that finds the scores good enough at update 16. */
const until16 = (scores: number[]): Validation => ({
  every: 8,
  keeps: 'last',
  scores: () => ({ all: scores.shift()! }),
  enough: ({ all }) => all >= 0.5,
});

test('ends as soon as validation finds the scores good enough, with the parameters of that moment', async () => {
  const [task, run] = [regression(), freshRun('enough')];
  const tokens = () => 3;
  await train(run, { ...task, tokens, validation: until16([0.1, 0.7]) }, options);
  expect(readManifest(run)).toMatchObject({ updates: 16, tokens: 48 });
  expect(readManifest(run).checked).toBeLessThan(readManifest(run).seconds!);
  expect(readMetrics(run).at(-1)).toMatchObject({ update: 16, score: 0.7 });
  expect(existsSync(run.best)).toBe(false);
  // Once it has ended it is only loaded, whatever validation would say now.
  const again = regression();
  await train(run, { ...again, losses: () => expect.unreachable() }, options);
  expect(values(again)).toEqual(values(task));
  [task, again].forEach((each) => each.dispose());
});

test('where the scores never are, it ends with its last update; interrupted, it counts on', async () => {
  const [whole, parts, run] = [regression(), regression(), freshRun('never')];
  const validated = (task: typeof whole) => ({ ...task, tokens: () => 3, validation: until16([0, 0, 0]) });
  const wholeRun = freshRun('never-whole');
  await train(wholeRun, validated(whole), options);
  expect(readManifest(wholeRun)).toMatchObject({ updates: 24, tokens: 72 });
  const controller = new AbortController();
  const progress = ({ done }: { done: number }) => done >= 1 && controller.abort();
  await expect(
    train(run, validated(parts), options, {
      signal: controller.signal,
      progress: (state) => void progress(state),
    }),
  ).rejects.toThrow(/Interrupted/);
  const resumed = regression();
  await train(run, validated(resumed), options);
  expect(values(resumed)).toEqual(values(whole));
  expect(readManifest(run)).toMatchObject({ updates: 24, tokens: 72 });
  [whole, parts, resumed].forEach((each) => each.dispose());
});

test('every validation is kept by name, and reported with its groups', async () => {
  const [task, run] = [regression(), freshRun('scores')];
  const notes: (string | undefined)[] = [];
  const validation: Validation = {
    every: 8,
    keeps: 'best',
    scores: () => ({ a: 0.2, b: 0.4 }),
    group: (name: string) => `group ${name}`,
  };
  await train(run, { ...task, validation }, options, { progress: ({ note }) => void notes.push(note) });
  const scored = readMetrics(run).filter(({ score }) => score !== undefined);
  expect(scored.map(({ update }) => update)).toEqual([8, 16, 24]);
  for (const { score, scores } of scored) {
    expect(score).toBeCloseTo(0.3, 12);
    expect(scores).toEqual({ a: 0.2, b: 0.4 });
  }
  expect(notes[0]).toMatch(/^loss [\d.]+$/);
  expect(notes.at(-1)).toMatch(/^loss [\d.e-]+ · val \.30 \(group a \.20 group b \.40\)$/);
  task.dispose();
});
