/** Workers on a real Redis, one of them killed: what `transnar campaign work` promises across machines. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type CampaignCell,
  cellRows,
  campaignStatus,
  cellsOf,
  enqueueCampaign,
  runCampaign,
} from '../../lib/campaign/index.ts';
import { chooseBackend } from '../../lib/backend/index.ts';
import { runName } from '../../lib/experiment/index.ts';
import { readRows } from '../../lib/store/index.ts';
import { type Finished, startTransnar, transnar } from '../support/command-line.ts';
import { tiny } from './tiny.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-redis-'));
const file = join(folder, 'tiny.json');
const cells = cellsOf(tiny);
const started: ChildProcess[] = [];
let redis = '';

beforeAll(async () => {
  writeFileSync(file, JSON.stringify(tiny));
  await chooseBackend();
  redis = await startRedis();
}, 30_000);
afterAll(() => {
  started.forEach((child) => child.kill('SIGKILL'));
  rmSync(folder, { recursive: true, force: true });
});

const environment = (data: string) => ({ TRANSNAR_DATA: join(folder, data) });
const inRun = (data: string, { experiment }: CampaignCell, name: string) =>
  join(folder, data, 'runs', runName(experiment), name);
const scoresOf = (cell: CampaignCell) =>
  Promise.resolve(
    cellRows(cell)?.map(({ algorithm, size, metric, value }) => [algorithm, size, metric, value]),
  );

/** Acts in this process on that data folder. */
async function at<T>(data: string, act: () => Promise<T>): Promise<T> {
  process.env['TRANSNAR_DATA'] = join(folder, data);
  try {
    return await act();
  } finally {
    delete process.env['TRANSNAR_DATA'];
  }
}

/** What `campaign status` says. */
const statusOf = (data: string) => transnar(['campaign', 'status', file], { env: environment(data) }).stdout;

/** A worker that gives up a killed one's cell after two seconds. */
function worker(data: string): { child: ChildProcess; ended: Promise<Finished> } {
  const args = ['campaign', 'work', file, '--redis', redis, '--lock', '2'];
  const worker = startTransnar(args, environment(data));
  started.push(worker.child);
  return worker;
}

test('a cell whose worker was killed is finished by another one, as if nothing had happened', async () => {
  await at('whole', () => runCampaign(tiny));
  expect(await at('parts', () => enqueueCampaign(tiny, redis))).toBe(4);
  expect(await at('parts', () => enqueueCampaign(tiny, redis))).toBe(4); // They are not there twice.

  const killed = worker('parts');
  await until(() => existsSync(inRun('parts', cells[0], 'checkpoint.safetensors')), killed.child);
  killed.child.kill('SIGKILL');
  await killed.ended;
  const [{ state, detail }] = await at('parts', () => Promise.resolve(campaignStatus(tiny).cells));
  expect([state, detail]).toEqual(['stopped', expect.stringMatching(/update \d+ of 40/)]);

  const others = await Promise.all([worker('parts').ended, worker('parts').ended]);
  expect(others.map(({ code }) => code)).toEqual([0, 0]);
  const status = statusOf('parts');
  expect(status).toMatch(/transformer · from scratch · seed 0 +finished/);
  expect(status).toMatch(/transnar · from scratch · seed 0 · broken +failed +Training diverged at update/);
  expect(status).toMatch(/2 of 4 cells finished/);

  for (const cell of cells.slice(0, 2)) {
    expect(parametersOf('parts', cell).equals(parametersOf('whole', cell)), cell.key).toBe(true);
    expect(await at('parts', () => scoresOf(cell))).toEqual(await at('whole', () => scoresOf(cell)));
  }
}, 600_000);

test('interrupted, a worker hands its cell back, and the next one goes on with it', async () => {
  await at('handed', () => enqueueCampaign(tiny, redis));
  const first = worker('handed');
  await until(() => existsSync(inRun('handed', cells[0], 'metrics.jsonl')), first.child);
  first.child.kill('SIGINT');
  const { code, stderr } = await first.ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/Interrupted .*the same command resumes/);
  const second = await worker('handed').ended;
  expect(second.stderr).toMatch(/\[4\/4\] failed/);
  const out = join(folder, 'rows.jsonl');
  const { stderr: said } = transnar(['campaign', 'rows', file, '--out', out], { env: environment('handed') });
  expect(said).toContain('32 rows of 2 finished cells; the campaign has 4');
  expect(readRows(out)).toHaveLength(32);
}, 600_000);

test('without Redis there is one message, and no password in it', async () => {
  const message = await enqueueCampaign(tiny, 'redis://user:secret@127.0.0.1:1').catch(String);
  expect(message).toMatch(/Cannot reach Redis at 127\.0\.0\.1:1 .*start redis-server/);
  expect(message).not.toContain('secret');
  await expect(enqueueCampaign(tiny, 'localhost')).rejects.toThrow(/has the form redis:/);
});

/** The trained parameters and the optimiser's, without the metadata, which holds times. */
function parametersOf(data: string, cell: CampaignCell): Buffer {
  const checkpoint = readFileSync(inRun(data, cell, 'checkpoint.safetensors'));
  return checkpoint.subarray(8 + Number(checkpoint.readBigUInt64LE(0)));
}

async function until(condition: () => boolean, child: ChildProcess): Promise<void> {
  while (!condition()) {
    expect(child.exitCode, 'the worker ended too early').toBeNull();
    await setTimeout(10);
  }
}

/** On a free port of this machine, keeping nothing. */
async function startRedis(): Promise<string> {
  const port = await freePort();
  const place = join(folder, 'redis');
  mkdirSync(place);
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    place,
  ];
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(server);
  await new Promise<void>((resolve, reject) => {
    server.on('error', (error) => reject(new Error('These tests need redis-server.', { cause: error })));
    server.on('exit', () => reject(new Error('redis-server ended.')));
    server.stdout.on('data', (line: Buffer) => line.includes('Ready to accept connections') && resolve());
  });
  return `redis://127.0.0.1:${port}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
