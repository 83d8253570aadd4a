import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunBusyError, holderOf, holding } from '../../lib/store/run-lock.ts';

const freshRun = () => ({ folder: mkdtempSync(join(tmpdir(), 'transnar-')) });
const lockOf = ({ folder }: { folder: string }) => join(folder, 'lock');
const nothing = () => Promise.resolve();

/** The lock that a process of this machine writes, as if it were another's. */
async function lockAs(change: object): Promise<string> {
  const run = freshRun();
  const content = await holding(run, () => Promise.resolve(readFileSync(lockOf(run), 'utf8')));
  return JSON.stringify({ ...(JSON.parse(content) as object), ...change });
}

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.on('exit', resolve));
  return child.pid!;
}

test('a run is held by one at a time, and free again afterwards, whatever happened', async () => {
  const run = freshRun();
  await holding(run, async () => {
    expect(holderOf(run)).toEqual({ host: hostname(), pid: process.pid });
    await expect(holding(run, nothing)).rejects.toThrow(RunBusyError);
    await expect(holding(run, nothing)).rejects.toThrow(/worked on by process \d+ on .*: wait for it/);
  });
  expect(holderOf(run)).toBeUndefined();
  await expect(holding(run, () => Promise.reject(new Error('diverged')))).rejects.toThrow('diverged');
  expect(readdirSync(run.folder)).toEqual([]);
});

test('of many processes that find dead locks never two are inside', async () => {
  const run = freshRun();
  const dead = await lockAs({ pid: await endedProcess() });
  writeFileSync(lockOf(run), dead);
  const program = join(run.folder, 'contend.mts');
  writeFileSync(program, contender(run.folder, dead));
  const outputs = await Promise.all(Array.from({ length: 3 }, () => outputOf(program)));
  expect(outputs.join('')).toMatch(/^(entered\n)+$/);
}, 120_000);

/** Enters again and again, says "overlap" where another is inside, and leaves a dead lock behind where it can. */
const contender = (folder: string, dead: string) => `
  import { rmSync, writeFileSync } from 'node:fs';
  import { setImmediate } from 'node:timers/promises';
  import { RunBusyError, holding } from ${JSON.stringify(join(import.meta.dirname, '../../lib/store/run-lock.ts'))};
  const inside = ${JSON.stringify(join(folder, 'inside'))};
  const lock = ${JSON.stringify(join(folder, 'lock'))};
  const plant = (path, content) => { try { writeFileSync(path, content, { flag: 'wx' }); return true; } catch { return false; } };
  for (const end = Date.now() + 2000; Date.now() < end; await setImmediate()) {
    await holding({ folder: ${JSON.stringify(folder)} }, async () => {
      console.log(plant(inside, '') ? 'entered' : 'overlap');
      await setImmediate();
      rmSync(inside, { force: true });
    }).catch((error) => { if (!(error instanceof RunBusyError)) throw error; });
    plant(lock, ${JSON.stringify(dead)});
  }
`;

async function outputOf(program: string): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (piece: Buffer) => (output += piece.toString()));
  }
  await new Promise((resolve) => child.on('close', resolve));
  return output;
}

test('the lock of a machine that no longer shows life is dead; until then it is not', async () => {
  const run = freshRun();
  writeFileSync(lockOf(run), await lockAs({ host: 'elsewhere', pid: 1 }));
  expect(holderOf(run)).toEqual({ host: 'elsewhere', pid: 1 });
  const before = new Date(Date.now() - 4 * 60_000);
  utimesSync(lockOf(run), before, before);
  expect(holderOf(run)).toBeUndefined();
  await holding(run, nothing);
});

test('a lock with the number of this process that it did not write is of one before it', async () => {
  const run = freshRun();
  writeFileSync(lockOf(run), await lockAs({ token: 'of another life' }));
  expect(holderOf(run)).toBeUndefined();
});

test('a lock shows life while its process computes without a pause', async () => {
  const run = freshRun();
  await holding(run, () => {
    const before = new Date(Date.now() - 4 * 60_000);
    utimesSync(lockOf(run), before, before);
    const cell = new Int32Array(new SharedArrayBuffer(4));
    for (let slice = 0; slice < 300 && !holderOf(run); slice++) Atomics.wait(cell, 0, 0, 100);
    expect(holderOf(run)).toBeDefined();
    return Promise.resolve();
  });
});
