/** Finding runs: by what decides them, whatever their folders are called, with one clear sentence where that fails. */
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Experiment,
  MissingRunError,
  changedSince,
  checkAnyExperiment,
  experimentOf,
  findRun,
  listRuns,
  migrateRuns,
  nearestRuns,
  openRun,
  override,
  presets,
  properName,
  runName,
} from '../../lib/experiment/index.ts';
import { readEvaluation, readManifest, rowFilesIn } from '../../lib/store/index.ts';
import { writeManifest } from '../../lib/store/manifest.ts';
import { resultRowWith } from '../support/result-rows.ts';
import { finished, forgetDataFolder, here, newDataFolder, oldRun, places, runs } from '../support/runs.ts';

const { nar, transformer, transnar } = presets.smoke;
const checkpoints = join(import.meta.dirname, '../../data/checkpoints');

beforeEach(newDataFolder);
afterEach(forgetDataFolder);

describe('published runs', () => {
  const folders = readdirSync(checkpoints);

  test.each(folders)('%s is found by its own configuration, under its proper name', (folder) => {
    const manifest = readManifest({ manifest: join(checkpoints, folder, 'manifest.json') });
    const experiment = checkAnyExperiment(manifest.config);
    expect(runName(experiment)).toBe(folder);
    expect(findRun(experiment, runs(), checkpoints)?.published).toBe(join(checkpoints, folder));
  });

  test('are all different runs, and rows name them', () => {
    const of = (folder: string) => readManifest({ manifest: join(checkpoints, folder, 'manifest.json') });
    expect(new Set(folders.map((folder) => runName(of(folder).config as Experiment))).size).toBe(
      folders.length,
    );
    const named = rowFilesIn(join(checkpoints, '../results')).flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { run: string }).run),
    );
    const laptop = [...new Set(named)].filter((run) => run.includes('laptop'));
    expect(laptop.filter((run) => !folders.includes(run))).toEqual([]);
  });
});

describe('a run is found', () => {
  test('with other evaluation settings, names and log lines, and evaluates into a place of its own', () => {
    const run = finished(transformer);
    const other = override(transformer, ['name=mine', 'evaluation.samples=5', 'training.logEvery=9']);
    const found = findRun(other)!;
    expect(found.folder).toBe(run.folder);
    expect(found.evaluation).not.toBe(run.evaluation);
    expect(dirname(found.evaluation)).toBe(join(run.folder, 'evaluations'));
    expect(findRun(override(transformer, ['name=mine']))?.evaluation).toBe(run.evaluation);
    expect(findRun(override(transformer, ['seed=9']))).toBeUndefined();
  });

  test('where its folder was renamed or copied from another machine; the list knows its proper name', () => {
    const run = finished(transformer);
    renameSync(run.folder, runs('from-my-laptop'));
    const found = findRun(transformer)!;
    expect(found.name).toBe('from-my-laptop');
    expect(properName(found)).toBe(run.name);
    expect(openRun(transformer).folder).toBe(found.folder);
    expect(migrateRuns(places()).renamed).toEqual(new Map([['from-my-laptop', run.name]]));
    expect(findRun(transformer)?.name).toBe(run.name);
  });

  test('beside a copy of it, by its name; two copies without that name are refused', () => {
    const run = finished(transformer);
    cpSync(run.folder, runs('copy'), { recursive: true });
    expect(findRun(transformer)?.name).toBe(run.name);
    renameSync(run.folder, runs('other'));
    expect(() => findRun(transformer)).toThrow(
      /folders copy and other hold the same run: .* call it transformer-/,
    );
    expect(() => migrateRuns(places())).toThrow(/would both be called transformer-.*Nothing was changed/);
    expect(readdirSync(runs()).sort()).toEqual(['copy', 'other']);
  });

  test('with the evaluation that an older version put beside its manifest, by its settings alone', () => {
    const run = finished(transformer);
    writeFileSync(join(run.folder, 'results.jsonl'), `${JSON.stringify(resultRowWith({}))}\n`);
    expect(findRun(transformer)?.evaluation).toBe(run.folder);
    expect(readEvaluation(listRuns()[0])).toHaveLength(1);
    expect(findRun(override(transformer, ['evaluation.samples=5']))?.evaluation).not.toBe(run.folder);
  });
});

describe('bad input gets one clear sentence, and nothing is lost', () => {
  test('a folder with the name of the run, but not with the run', () => {
    const run = finished(transformer);
    const manifest = readManifest(run);
    writeManifest(run, { ...manifest, config: { ...manifest.config, seed: 7 } });
    expect(() => openRun(transformer)).toThrow(/is not the run that it is called after.*runs migrate/);
    writeFileSync(run.manifest, '{');
    expect(() => openRun(transformer)).toThrow(/is not a readable manifest/);
  });

  test('a manifest that cannot be read is in the way of no other run', () => {
    const near = finished(override(transformer, ['seed=3']));
    writeFileSync(openRun(nar).manifest, '{');
    expect(() => listRuns()).toThrow(/is not a readable manifest/);
    expect(nearestRuns(transformer).map(({ run }) => run.name)).toEqual([near.name]);
    expect(changedSince(transformer)).toBeUndefined();
    expect(openRun(transformer).name).toBe(runName(transformer));
  });

  test('a configuration with a field of tomorrow', () => {
    const run = finished(transformer);
    const manifest = readManifest(run);
    const training = { ...transformer.training, tomorrow: 1 };
    writeManifest(run, { ...manifest, config: { ...manifest.config, training } });
    renameSync(run.folder, runs('newer'));
    const [newer] = listRuns();
    expect(() => experimentOf(newer)).toThrow(
      /manifest\.json has "training\.tomorrow", which this version does not know: a newer version of TransNAR Lab wrote it\./,
    );
    expect(findRun(transformer)).toBeUndefined(); // It is another run, not this one without the field.
    expect(nearestRuns(transformer)[0].differences.map(({ what }) => what)).toEqual(['training.tomorrow']);
  });

  test('the checkpoint of a run that has moved', () => {
    const origin = oldRun(override(transformer, ['seed=5']));
    writeFileSync(origin.checkpoint, 'weights');
    const from = (path: string) => ({
      ...transformer,
      initialisation: { kind: 'checkpoint' as const, path },
    });
    const name = runName(from(origin.checkpoint));
    migrateRuns(places());
    const moved = findRun(override(transformer, ['seed=5']))!;
    expect(() => openRun(from(origin.checkpoint))).toThrow(
      `There is no checkpoint at ${origin.checkpoint}: the run ${origin.name} is now ${moved.name}. Name ${moved.checkpoint} instead.`,
    );
    expect(runName(from(moved.checkpoint))).toBe(name);
    expect(() => openRun(from('/nowhere/checkpoint.safetensors'))).toThrow(
      /no checkpoint at \/nowhere\/.*may have been moved or removed.*Name the file where it is now/,
    );
    expect(readdirSync(runs())).toEqual([moved.name]);
  });

  test('weights that were replaced under the same path make another run, which is said', () => {
    const path = here('weights.safetensors');
    mkdirSync(here(), { recursive: true });
    writeFileSync(path, 'first');
    const experiment = { ...transformer, initialisation: { kind: 'checkpoint' as const, path } };
    const first = finished(experiment);
    expect(changedSince(experiment)).toBeUndefined();
    writeFileSync(path, 'second, longer');
    expect(findRun(experiment)).toBeUndefined();
    expect(changedSince(experiment)).toBe(
      `${path} changed since ${first.name} began from it: this is another run, and that one stays as it is.`,
    );
    expect(changedSince(override(experiment, ['seed=4']))).toBeUndefined();
    writeFileSync(path, 'first');
    expect(findRun(experiment)?.name).toBe(first.name);
  });

  test('a text that has changed, or a folder of a download that has, is another run too', () => {
    const text = here('text');
    const english = override(presets.smoke.english, [`data.text=${text}`]);
    expect(() => runName(english)).toThrow(/no readable folder of text/);
    mkdirSync(text, { recursive: true });
    writeFileSync(join(text, 'a.txt'), 'one');
    const read = runName(english);
    renameSync(join(text, 'a.txt'), join(text, 'b.txt'));
    expect(runName(english)).toBe(read);
    writeFileSync(join(text, 'c.txt'), 'two');
    expect(runName(english)).not.toBe(read);

    const neox = { ...transformer, initialisation: { kind: 'gpt-neox' as const, folder: text } };
    expect(() => runName(neox)).toThrow(/has no readable config\.json: a GPT-NeoX folder holds .*shards/);
    for (const file of ['config.json', 'tokenizer.json', 'model.safetensors'])
      writeFileSync(join(text, file), file);
    const before = runName(neox);
    writeFileSync(join(text, 'tokenizer.json'), 'another');
    expect(runName(neox)).not.toBe(before);
  });
});

describe('a run that is missing', () => {
  test('is named with the nearest ones, the fields that differ, and the command with its time', () => {
    finished(override(transformer, ['training.updates=9', 'data.batch=2', 'loss=text', 'seed=3']));
    const near = finished(override(transformer, ['seed=3']));
    openRun(override(transformer, ['seed=4'])); // not trained: no help
    finished(nar); // of another kind
    const { message, nearest, command } = new MissingRunError(transformer, 'about 5 min here');
    expect(nearest.map(({ differences }) => differences.length)).toEqual([1, 4]);
    expect(command).toBe('npx transnar train transformer-smoke');
    expect(message).toContain('There is no run of transformer-smoke with this configuration.');
    expect(message).toContain(`The nearest: ${near.name} (seed 3 instead of 0); `);
    expect(message).toContain('and 1 more');
    expect(message).toContain('To train it: npx transnar train transformer-smoke (about 5 min here)');
  });

  test('of a model that reads is nearer to one that reads otherwise than to one that reads nothing', () => {
    finished(transformer);
    const other = finished(override(transnar, ['training.updates=9', 'data.batch=2', 'loss=text', 'seed=3']));
    const { nearest } = new MissingRunError(transnar, '');
    expect(nearest.map(({ run }) => run.name)).toEqual([other.name]);
  });

  test('is not missing but unfinished where it has begun', () => {
    const run = openRun(transformer);
    expect(new MissingRunError(transformer, '').message).toContain(
      `${run.name} is not trained to its end (update 0).`,
    );
  });
});
