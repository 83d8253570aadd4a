/** Runs of older versions, brought into today's layout: nothing lost, nothing done twice. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findRun, migrateRuns, presets, runName } from '../../lib/experiment/index.ts';
import { checkpointsFolder, readEvaluation, readManifest } from '../../lib/store/index.ts';
import { writeManifest } from '../../lib/store/manifest.ts';
import { holding } from '../../lib/store/run-lock.ts';
import { resultRowWith } from '../support/result-rows.ts';
import { finished, forgetDataFolder, here, newDataFolder, oldRun, places, runs } from '../support/runs.ts';

const { transformer, pretrained } = presets.smoke;

beforeEach(newDataFolder);
afterEach(forgetDataFolder);

/** A process that holds the file for a while, and then adds to what it has read; told once it has read. Ends with it. */
async function addingSlowly(file: string, line: string): Promise<{ ended: Promise<unknown> }> {
  const program = here('adding.mts');
  const lock = join(import.meta.dirname, '../../lib/store/file-lock.ts');
  writeFileSync(
    program,
    `import { readFileSync, writeFileSync, writeSync } from 'node:fs';
    import { updating } from ${JSON.stringify(lock)};
    updating(${JSON.stringify(file)}, () => {
      const before = readFileSync(${JSON.stringify(file)}, 'utf8');
      writeSync(1, 'read');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
      writeFileSync(${JSON.stringify(file)}, before + ${JSON.stringify(line)});
    });`,
  );
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), ended]);
  return { ended };
}

describe('a migration', () => {
  const rows = (run: string) =>
    `${JSON.stringify(resultRowWith({ run }))}\n${JSON.stringify(resultRowWith({ run: 'other-1' }))}\n`;

  test('gives folders, evaluations and rows of an older version their places, once', () => {
    const [plain, english] = [oldRun(transformer), oldRun(pretrained.transformer)];
    mkdirSync(here('results'), { recursive: true });
    writeFileSync(here('results', 'mine.jsonl'), rows(plain.name));
    writeFileSync(join(plain.folder, 'results.jsonl'), rows(plain.name));
    writeFileSync(join(plain.folder, 'predictions.jsonl'), '');
    writeFileSync(plain.metrics, 'kept');

    const proper = runName(transformer);
    expect(findRun(transformer)?.name).toBe(plain.name); // also before: nothing is trained again
    const { renamed, rows: files, left } = migrateRuns(places());
    expect([...renamed]).toEqual(expect.arrayContaining([[plain.name, proper]]));
    expect([files.length, left]).toEqual([2, []]);

    const run = findRun(transformer)!;
    expect(run.name).toBe(proper);
    expect(readManifest(run)).toMatchObject({ command: 'old', formerly: [plain.name], seconds: 60 });
    expect(readFileSync(run.metrics, 'utf8')).toBe('kept');
    expect(readFileSync(here('results', 'mine.jsonl'), 'utf8')).toBe(rows(proper));
    expect(dirname(run.evaluation)).toBe(join(run.folder, 'evaluations'));
    expect(readdirSync(run.evaluation).sort()).toEqual(['predictions.jsonl', 'results.jsonl']);
    expect(readEvaluation(run)?.map(({ run: name }) => name)).toEqual([proper, 'other-1']);
    expect(existsSync(english.folder)).toBe(false);
    expect(readManifest(findRun(pretrained.transformer)!).contents).toMatchObject([
      { kind: 'text', path: 'english' },
    ]);

    expect(migrateRuns(places())).toEqual({ renamed: new Map(), rows: [], left: [] });
  });

  test('loses no row that another process adds at the same time', async () => {
    const run = oldRun(transformer);
    mkdirSync(here('results'), { recursive: true });
    const file = here('results', 'mine.jsonl');
    writeFileSync(file, rows(run.name));
    const late = JSON.stringify(resultRowWith({ run: 'late-1' }));
    const { ended } = await addingSlowly(file, `${late}\n`);
    migrateRuns(places());
    await ended;
    expect(readFileSync(file, 'utf8')).toBe(`${rows(runName(transformer))}${late}\n`);
  });

  test('of published runs keeps what this machine has made of them', () => {
    const own = oldRun(transformer);
    const published = { sha256: '0123456789', parameters: 'final', stored: 'float16' } as const;
    writeManifest(own, {
      ...readManifest(own),
      published: { ...published, metricLines: { kept: 0, written: 0 } },
    });
    mkdirSync(checkpointsFolder(), { recursive: true });
    renameSync(own.folder, join(checkpointsFolder(), own.name));
    const answers = runs('published', '01234567', own.name);
    mkdirSync(answers, { recursive: true });
    writeFileSync(join(answers, 'results.jsonl'), rows(own.name));
    expect(readEvaluation(findRun(transformer)!)).toHaveLength(2);
    migrateRuns(places());
    const found = findRun(transformer)!;
    expect(basename(found.published!)).toBe(runName(transformer));
    expect(readEvaluation(found)?.[0].run).toBe(runName(transformer));
  });

  test('that was cut short after the rows is finished by the next', () => {
    const run = oldRun(transformer);
    mkdirSync(here('results'), { recursive: true });
    writeFileSync(here('results', 'mine.jsonl'), rows(runName(transformer)));
    migrateRuns(places());
    expect(findRun(transformer)?.name).toBe(runName(transformer));
    writeFileSync(here('results', 'late.jsonl'), rows(run.name)); // rows that came later are renamed later
    expect(migrateRuns(places()).rows).toEqual([here('results', 'late.jsonl')]);
    expect(readFileSync(here('results', 'late.jsonl'), 'utf8')).toBe(rows(runName(transformer)));
  });

  test('of a folder that was called otherwise knows that name later, too', () => {
    const run = finished(transformer);
    renameSync(run.folder, runs('mine'));
    migrateRuns(places());
    mkdirSync(here('results'), { recursive: true });
    writeFileSync(here('results', 'late.jsonl'), rows('mine'));
    expect(migrateRuns(places())).toMatchObject({
      renamed: new Map(),
      rows: [here('results', 'late.jsonl')],
    });
    expect(readFileSync(here('results', 'late.jsonl'), 'utf8')).toBe(rows(run.name));
  });

  test('refuses a run that somebody works on, and leaves alone what it cannot tell apart', async () => {
    const run = oldRun(transformer);
    await holding(run, () => {
      expect(() => migrateRuns(places())).toThrow(/being worked on/);
      return Promise.resolve();
    });
    expect(existsSync(run.folder)).toBe(true);
    const path = here('weights');
    const start = { ...transformer, initialisation: { kind: 'checkpoint' as const, path } };
    const lost = oldRun(start);
    writeFileSync(join(lost.folder, 'checkpoint.safetensors'), 'x');
    const { left } = migrateRuns(places());
    expect(left).toEqual([expect.stringContaining(`${lost.name} is left as it is`)]);
    expect(existsSync(lost.checkpoint)).toBe(true);
  });

  test('gives no run the folder of another', () => {
    const run = oldRun(transformer);
    mkdirSync(runs(runName(transformer)), { recursive: true });
    expect(() => migrateRuns(places())).toThrow(/would both be called .* remove the one that is not wanted/);
    expect(existsSync(run.manifest)).toBe(true);
  });
});
