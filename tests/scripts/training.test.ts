import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { transnar } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-training-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tinyNar = [
  'algorithms=["minimum","bfs"]',
  'model.width=4',
  'model.tripletWidth=2',
  'data={"sizes":[3,4],"batch":2}',
  'training.updates=60',
  'training.checkpointMinutes=0.0001',
  'validation={"every":20,"size":4,"samples":2}',
].flatMap((change) => ['--set', change]);

const environment = (data: string) => ({ TRANSNAR_DATA: join(folder, data) });
const runFolder = (data: string) => {
  const runs = join(folder, data, 'runs');
  return existsSync(runs) ? join(runs, readdirSync(runs)[0]) : undefined;
};
const bytes = (data: string, name: string) => readFileSync(join(runFolder(data)!, name));

describe('train', () => {
  test.each([
    ['whole trajectories', 'chunk=null'],
    ['chunks of two steps', 'chunk=2'],
  ])('of %s: killed with SIGKILL and started again, it ends with the same parameters', async (_, chunk) => {
    const command = ['train', 'nar-smoke', ...tinyNar, '--set', chunk];
    const [whole, killed] = [`whole ${chunk}`, `killed ${chunk}`];
    expect(transnar(command, { env: environment(whole) }).code).toBe(0);

    const child = start(command, killed);
    await checkpointOf(killed, child);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('exit', resolve));
    const manifest = join(runFolder(killed)!, 'manifest.json');
    expect(readFileSync(manifest, 'utf8')).not.toContain('"finished"');

    expect(transnar(command, { env: environment(killed) }).code).toBe(0);
    // The two differ in the time that training took, which is in the metadata, before the data.
    for (const name of ['checkpoint.safetensors', 'best.safetensors']) {
      expect(dataOf(bytes(killed, name)).equals(dataOf(bytes(whole, name))), name).toBe(true);
    }
  });

  test('Ctrl-C saves a checkpoint and says how to go on', async () => {
    const child = start(
      ['train', 'nar-smoke', ...tinyNar, '--set', 'training.updates=100000'],
      'interrupted',
    );
    let stderr = '';
    child.stderr!.on('data', (piece: Buffer) => (stderr += piece.toString()));
    await checkpointOf('interrupted', child);
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect(code).toBe(1);
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
    [['evaluate', 'nar', 'nar-smoke'], /no run of nar-smoke .*npx transnar train nar-smoke \(how long/],
    [['evaluate', 'nar', 'nar-smoke', '--sizes', '8,x'], /whole number/],
  ])('%j ends with one clear message', (command, message) => {
    const { code, stderr } = transnar(command, { env: environment('wrong') });
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(message);
  });
});

function start(command: readonly string[], data: string): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'scripts/transnar.ts', ...command], {
    env: { ...process.env, ...environment(data) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Waits until the run has saved a checkpoint. */
async function checkpointOf(data: string, child: ChildProcess): Promise<void> {
  for (;;) {
    const run = runFolder(data);
    if (run && existsSync(join(run, 'checkpoint.safetensors'))) return;
    expect(child.exitCode, 'the run ended before it was interrupted').toBeNull();
    await setTimeout(20);
  }
}

function dataOf(file: Buffer): Buffer {
  return file.subarray(8 + Number(file.readBigUInt64LE(0)));
}
