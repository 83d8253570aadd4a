import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { settings, startTransnar, transnar, until } from '../support/command-line.ts';
import { tensorsOf } from '../support/saved-tensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-training-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tinyNar = settings([
  'algorithms=["minimum","bfs"]',
  'model.width=4',
  'model.tripletWidth=2',
  'data={"sizes":[3,4],"batch":2}',
  'training.updates=60',
  'training.checkpointMinutes=0.0001',
  'validation={"every":20,"size":4,"samples":2}',
]);

const environment = (data: string) => ({ TRANSNAR_DATA: join(folder, data) });
const runFolder = (data: string) => {
  const runs = join(folder, data, 'runs');
  return existsSync(runs) ? join(runs, readdirSync(runs)[0]) : undefined;
};
const inRun = (data: string, name: string) => join(runFolder(data)!, name);
/** Whether the run has saved a checkpoint. */
const saved = (data: string) =>
  runFolder(data) !== undefined && existsSync(inRun(data, 'checkpoint.safetensors'));

describe('train', () => {
  test.each([
    ['whole trajectories', 'chunk=null'],
    ['chunks of two steps', 'chunk=2'],
  ])('of %s: killed with SIGKILL and started again, it ends with the same parameters', async (_, chunk) => {
    const command = ['train', 'nar-smoke', ...tinyNar, '--set', chunk];
    const [whole, killed] = [`whole ${chunk}`, `killed ${chunk}`];
    expect(transnar(command, { env: environment(whole) }).code).toBe(0);

    const { child, ended } = startTransnar(command, environment(killed));
    await until(() => saved(killed), child);
    child.kill('SIGKILL');
    await ended;
    expect(readFileSync(inRun(killed, 'manifest.json'), 'utf8')).not.toContain('"finished"');

    expect(transnar(command, { env: environment(killed) }).code).toBe(0);
    // The two differ in the time that training took, which is in the metadata, before the data.
    for (const name of ['checkpoint.safetensors', 'best.safetensors']) {
      expect(tensorsOf(inRun(killed, name)).equals(tensorsOf(inRun(whole, name))), name).toBe(true);
    }
  });

  test('Ctrl-C saves a checkpoint and says how to go on', async () => {
    const command = ['train', 'nar-smoke', ...tinyNar, ...settings(['training.updates=100000'])];
    const { child, ended } = startTransnar(command, environment('interrupted'));
    await until(() => saved('interrupted'), child);
    child.kill('SIGINT');
    const { stderr } = await ended;
    expect(child.signalCode).toBe('SIGINT');
    expect(stderr).toMatch(/Interrupted after update \d+ of 100000; the same command resumes/);
  });

  test.each([
    [['train', 'nar-huge'], /no experiment "nar-huge"; there are nar-smoke/],
    [['train', 'nar-smoke', '--set', 'seeds'], /"seeds" sets no field/],
    [['train', 'nar-smoke', '--set', 'seeds=1'], /no field "seeds"; did you mean "seed"\?/],
    [['train', 'nar-smoke', '--set', 'training.updates="many"'], /training\.updates/],
    [['finetune', 'transnar-smoke', '--set', 'algorithms=["quicksort"]'], /not trained on quicksort/],
    [['evaluate', 'nar', 'transnar-smoke'], /transnar-smoke trains no reasoner/],
    [['evaluate', 'text', 'nar-smoke'], /trains no model that answers text/],
    [
      ['explorer', '--run', 'transformer-smoke'],
      /no run of transformer-smoke .*npx transnar train transformer-smoke \(about/,
    ],
    [['train', 'nar-smoke', '--variant', 'sum'], /variant sum is for transnar, not nar-smoke\.$/],
    [
      ['train', 'transnar-smoke', '--variant', 'adds'],
      /no variant "adds"; there are sequential-positions, sum/,
    ],
    [
      ['evaluate', 'text', 'transformer-smoke', '--variant', 'index-hints', '--set', 'seed=3'],
      // The variant's changes come before those of --set, and are part of what is asked for.
      /no run of transformer-smoke .*--set 'transformer.context=\d+' --set 'data.indexHints=true'/,
    ],
    [['evaluate', 'nar', 'nar-smoke'], /no run of nar-smoke .*npx transnar train nar-smoke \(how long/],
    [['evaluate', 'nar', 'nar-smoke', '--sizes', '8,x'], /whole number/],
  ])('%j ends with one clear message', (command, message) => {
    const { code, stderr } = transnar(command, { env: environment('wrong') });
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(message);
  });
});
