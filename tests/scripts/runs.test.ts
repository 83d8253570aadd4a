/** `transnar runs`: tells runs apart, and one that is damaged is in no other's way. */
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  experiments,
  listRuns,
  openRun,
  override,
  presets,
  properName,
  withVariants,
} from '../../lib/experiment/index.ts';
import { checkpointsFolder, readManifest, writeRows } from '../../lib/store/index.ts';
import { writeManifest } from '../../lib/store/manifest.ts';
import { appendMetric } from '../../lib/store/metrics.ts';
import { createRun } from '../../lib/store/new-run.ts';
import { transnar } from '../support/command-line.ts';
import { resultRowWith } from '../support/result-rows.ts';
import { finished, forgetDataFolder, here, newDataFolder, runs } from '../support/runs.ts';

const { nar, transformer } = presets.smoke;

beforeEach(newDataFolder);
afterEach(forgetDataFolder);

/** This process keeps its runs where the command looks for them. */
const command = (...args: string[]) => transnar(args);
const lineOf = (stdout: string, name: string) =>
  stdout.split('\n').find((line) => line.startsWith(name)) ?? '';

test('the list says what differs from the preset, and the scores', () => {
  const plain = finished(transformer);
  const other = finished(override(transformer, ['seed=3', 'data.batch=2']));
  const hinted = finished(
    override(withVariants(transformer, ['index-hints']) as typeof transformer, ['seed=5']),
  );
  const reasoner = openRun(nar);
  const first = openRun(override(experiments['nar-laptop-first'], ['seed=4']));
  for (const [update, score] of [
    [5, 0.25],
    [10, 0.5],
  ]) {
    appendMetric(reasoner, { update, loss: 1, gradientNorm: 1, learningRate: 1, seconds: 1, score });
  }
  const [algorithm] = transformer.algorithms;
  writeRows(
    join(other.evaluation, 'results.jsonl'),
    [0.25, 0.75].map((value, i) => resultRowWith({ algorithm, size: 4 + i, metric: 'clrs', value })),
  );
  const { stdout, code } = command('runs');
  expect(code).toBe(0);
  expect(lineOf(stdout, plain.name)).toContain('\tas the preset');
  expect(lineOf(stdout, other.name)).toMatch(/\tseed=3 data\.batch=2\tclrs \.25 at 4, \.75 at 5$/);
  expect(lineOf(stdout, hinted.name)).toMatch(/\tindex-hints seed=5$/);
  expect(lineOf(stdout, reasoner.name)).toMatch(/\tunfinished\t.*\tas the preset\tval \.50$/);
  // A run is called after the preset, whichever it was made from.
  expect(lineOf(stdout, first.name)).toMatch(/^nar-laptop-[0-9a-f]{8}\t.*\tnar-laptop-first seed=4$/);
});

test('only a published run has the scores of rows that are kept elsewhere', () => {
  const [own, published] = [finished(transformer), finished(override(transformer, ['seed=3']))];
  const there = join(checkpointsFolder(), published.name);
  mkdirSync(checkpointsFolder(), { recursive: true });
  renameSync(published.folder, there);
  writeManifest(
    { manifest: join(there, 'manifest.json') },
    {
      ...readManifest({ manifest: join(there, 'manifest.json') }),
      published: {
        parameters: 'final',
        stored: 'float16',
        sha256: '0123456789',
        metricLines: { kept: 0, written: 0 },
      },
    },
  );
  writeRows(
    here('results', 'mine.jsonl'),
    [own, published].map(({ name }) => resultRowWith({ run: name, size: 4, metric: 'clrs', value: 0.25 })),
  );
  const { stdout } = command('runs');
  expect(lineOf(stdout, own.name)).toMatch(/\tas the preset$/);
  expect(lineOf(stdout, published.name)).toMatch(/\tpublished, .*\tseed=3\tclrs \.25 at 4$/);
});

test('beside broken manifests and curves the others are listed, and what is broken is named with its line', () => {
  const whole = finished(transformer);
  const broken = finished(override(transformer, ['seed=3']));
  writeFileSync(broken.manifest, '{\n "name": "x",\n "config": }\n');
  const curve = finished(override(transformer, ['seed=4']));
  appendMetric(curve, { update: 1, loss: 1, gradientNorm: 1, learningRate: 1, seconds: 1 });
  appendFileSync(curve.metrics, '{"update": 2, "loss": "x"}\n');
  const lost = runs('without-manifest');
  mkdirSync(lost);
  writeFileSync(join(lost, 'checkpoint.safetensors'), '');
  const { code, stdout, stderr } = command('runs');
  expect(code).toBe(1);
  expect(lineOf(stdout, whole.name)).toContain('finished');
  expect(lineOf(stdout, curve.name)).toContain('damaged');
  expect(lineOf(stdout, 'without-manifest')).toContain('damaged');
  expect(stderr).toContain(`${broken.manifest} is not a readable manifest: line 3 is not JSON`);
  expect(stderr).toContain(`${curve.metrics}, line 2 is not valid: loss: `);
  expect(stderr).toContain(`${lost} has a checkpoint and no manifest.json`);
  expect(stderr.trim().split('\n')).toHaveLength(3);
  expect(stderr.trim().split('\n').join()).toMatch(/Restore .*Restore .*Restore /);

  expect(command('runs', 'publish', broken.name).stderr).toContain('line 3 is not JSON');
  expect(command('runs', 'compare', whole.name, broken.name).stderr).toContain('line 3 is not JSON');
});

test('a run of a newer version is not published', () => {
  const config = { ...transformer, training: { ...transformer.training, tomorrow: 1 } };
  const name = properName(createRun('newer', { name: transformer.name, config, command: 'x' }))!;
  const run = createRun(name, { name: transformer.name, config, command: 'x' });
  writeManifest(run, { ...readManifest(run), finished: run.name });
  expect(listRuns().map((each) => each.name)).toContain(name);
  const { code, stdout, stderr } = command('runs', 'publish', name);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.trim()).toBe(
    `transnar: ${join(runs(name), 'manifest.json')} has "training.tomorrow", which this version does not know: a newer ` +
      'version of TransNAR Lab wrote it. Use that version for this run.',
  );
});

test('result rows that cannot be read are named, and the runs are listed all the same', () => {
  const run = finished(transformer);
  mkdirSync(join(runs(), '../results'), { recursive: true });
  writeFileSync(join(runs(), '../results/mine.jsonl'), '{"run": 1}\n');
  const { code, stdout, stderr } = command('runs');
  expect(code).toBe(1);
  expect(lineOf(stdout, run.name)).toContain('finished');
  expect(stderr).toMatch(/mine\.jsonl, line 1 is not valid/);
});
