import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { append, temporaryName, writeAtomically } from '../../lib/store/atomic-file.ts';
import { RunBusyError, RunLostError, holderOf, holding } from '../../lib/store/run-lock.ts';
import { loading, runnable } from '../support/runnable.ts';

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
  const program = join(run.folder, 'contend.mjs');
  writeFileSync(program, contender(run.folder, dead));
  const outputs = await Promise.all(Array.from({ length: 3 }, () => outputOf(program)));
  expect(outputs.join('')).toMatch(/^(entered\n)+$/);
});

/** Enters again and again, says "overlap" where another is inside, and leaves a dead lock behind where it can. */
const contender = (folder: string, dead: string) => `
  import { rmSync, writeFileSync } from 'node:fs';
  import { setImmediate } from 'node:timers/promises';
  import { RunBusyError, holding } from ${JSON.stringify(runnable('lib/store/run-lock.ts'))};
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
  const child = spawn(process.execPath, [...loading, program], { stdio: ['ignore', 'pipe', 'pipe'] });
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

test('the next holder removes what killed ones left half written, and nothing else', async () => {
  const run = freshRun();
  mkdirSync(join(run.folder, 'evaluations', 'one'), { recursive: true });
  const left = [
    temporaryName(join(run.folder, 'checkpoint.safetensors')),
    join(run.folder, 'evaluations/one/predictions.jsonl.elsewhere.12.tmp'),
  ];
  const kept = [join(run.folder, 'notes.tmp'), join(run.folder, 'manifest.json')];
  for (const path of [...left, ...kept]) writeFileSync(path, 'x');
  await holding(run, nothing);
  expect([...left, ...kept].map((path) => existsSync(path))).toEqual([false, false, true, true]);
});

/** Writes until it must not any more, and says why. */
const holder = (folder: string) => `
  import { setTimeout } from 'node:timers/promises';
  import { append, writeAtomically } from ${JSON.stringify(runnable('lib/store/atomic-file.ts'))};
  import { holding } from ${JSON.stringify(runnable('lib/store/run-lock.ts'))};
  const folder = ${JSON.stringify(folder)};
  await holding({ folder }, async () => {
    for (;;) {
      append(folder + '/metrics.jsonl', 'mine\\n');
      writeAtomically(folder + '/checkpoint', 'mine');
      process.kill(process.pid, 'SIGSTOP'); // Between two writes: one that has been begun cannot be taken back.
      await setTimeout(5);
    }
  }).catch((error) => console.log(error.constructor.name + ': ' + error.message));
`;

test('a holder that was paused and lost its lock stops before it writes, and leaves the lock alone', async () => {
  const run = freshRun();
  const program = join(mkdtempSync(join(tmpdir(), 'transnar-')), 'hold.mjs');
  writeFileSync(program, holder(run.folder));
  const child = spawn(process.execPath, [...loading, program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (piece: Buffer) => (said += piece.toString()));
  const checkpoint = join(run.folder, 'checkpoint');
  while (!existsSync(checkpoint)) await setTimeout(10);
  while (!/^State:\tT/m.test(readFileSync(`/proc/${child.pid}/status`, 'utf8'))) await setTimeout(5);
  const ended = new Promise((resolve) => child.on('close', resolve));

  const before = new Date(Date.now() - 4 * 60_000);
  utimesSync(lockOf(run), before, before);
  await holding(run, async () => {
    writeAtomically(checkpoint, 'theirs');
    writeAtomically(join(run.folder, 'metrics.jsonl'), 'theirs\n');
    const lock = readFileSync(lockOf(run), 'utf8');
    child.kill('SIGCONT');
    await ended;
    expect(said).toMatch(
      /^RunLostError: .* is not held by this process any more: .* process \d+ on .* works on it now\./,
    );
    expect(readFileSync(lockOf(run), 'utf8')).toBe(lock);
  });
  expect(readFileSync(checkpoint, 'utf8')).toBe('theirs');
  expect(readFileSync(join(run.folder, 'metrics.jsonl'), 'utf8')).toBe('theirs\n');
  expect(readdirSync(run.folder).sort()).toEqual(['checkpoint', 'metrics.jsonl']);
});

test('one whose lock was removed writes no more; other folders are not guarded', async () => {
  const [run, other] = [freshRun(), freshRun()];
  await expect(
    holding(run, () => {
      append(join(run.folder, 'a'), 'x');
      writeFileSync(lockOf(run), 'of somebody');
      writeAtomically(join(other.folder, 'a'), 'x');
      append(join(run.folder, 'a'), 'y');
      return nothing();
    }),
  ).rejects.toThrow(RunLostError);
  expect(readFileSync(join(run.folder, 'a'), 'utf8')).toBe('x');
});
