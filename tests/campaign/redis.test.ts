/** Workers on a real Redis, one of them killed: what `transnar campaign work` promises across machines. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
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
import { freePort } from '../../scripts/jupyter/free-port.ts';
import { type Running, startTransnar, transnar, until } from '../support/command-line.ts';
import { finished } from '../support/runs.ts';
import { tensorsOf } from '../support/saved-tensors.ts';
import { tiny } from './tiny.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-redis-'));
const file = join(folder, 'tiny.json');
const cells = cellsOf(tiny);
const started: ChildProcess[] = [];
let redis = '';

beforeAll(async () => {
  writeFileSync(file, JSON.stringify(tiny));
  await chooseBackend();
  redis = (await startRedis()).address;
});
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

/** What is said in the end of the cells that cannot be trained. */
const ofBroken =
  '2 cells failed: transformer · from scratch · seed 0 · broken; transnar · from scratch · seed 0 · broken. ' +
  `"npx transnar campaign status ${file}" says why.`;

/** What `campaign status` says. */
const statusOf = (data: string) => transnar(['campaign', 'status', file], { env: environment(data) }).stdout;

/** Jobs that some worker, alive or not, has under lock. */
async function jobsInHand(): Promise<number> {
  const { hostname, port } = new URL(redis);
  const queue = new Queue(`transnar-${tiny.name}`, { connection: { host: hostname, port: Number(port) } });
  try {
    return await queue.getActiveCount();
  } finally {
    await queue.close();
  }
}

/** A worker that takes the cell of one that is silent for so many seconds: on a machine that has much else to do, all are for some. */
function worker(data: string, { address = redis, lock = 60 } = {}): Running {
  const args = ['campaign', 'work', file, '--redis', address, '--lock', String(lock)];
  const worker = startTransnar(args, environment(data));
  started.push(worker.child);
  return worker;
}

test('a cell whose worker was killed is finished by another one, as if nothing had happened', async () => {
  await at('whole', () => runCampaign(tiny));
  expect(await at('parts', () => enqueueCampaign(tiny, redis))).toBe(4);
  expect(await at('parts', () => enqueueCampaign(tiny, redis))).toBe(4); // They are not there twice.

  const killed = worker('parts', { lock: 10 });
  await until(() => existsSync(inRun('parts', cells[0], 'checkpoint.safetensors')), killed.child);
  killed.child.kill('SIGKILL');
  await killed.ended;
  const [{ state, detail }] = await at('parts', () => Promise.resolve(campaignStatus(tiny).cells));
  expect([state, detail]).toEqual(['stopped', expect.stringMatching(/update \d+ of 40/)]);

  const others = await Promise.all([1, 2].map(() => worker('parts', { lock: 10 }).ended));
  expect(others.map(({ code }) => code)).toEqual([1, 1]);
  for (const { stderr } of others) expect(stderr.trim().split('\n').at(-1)).toBe(`transnar: ${ofBroken}`);
  const status = statusOf('parts');
  expect(status).toMatch(/transformer · from scratch · seed 0 +finished/);
  expect(status).toMatch(/transnar · from scratch · seed 0 · broken +failed +Training diverged at update/);
  expect(status).toMatch(/2 of 4 cells finished/);

  for (const cell of cells.slice(0, 2)) {
    expect(parametersOf('parts', cell).equals(parametersOf('whole', cell)), cell.key).toBe(true);
    expect(await at('parts', () => scoresOf(cell))).toEqual(await at('whole', () => scoresOf(cell)));
  }
});

test('interrupted, a worker hands its cell back, and the next one goes on with it', async () => {
  await at('handed', () => enqueueCampaign(tiny, redis));
  const first = worker('handed');
  await until(() => existsSync(inRun('handed', cells[0], 'metrics.jsonl')), first.child);
  first.child.kill('SIGINT');
  const { stderr } = await first.ended;
  expect(first.child.signalCode).toBe('SIGINT');
  expect(stderr).toMatch(/Interrupted .*the same command resumes/);
  expect(await jobsInHand()).toBe(0); // It is under nobody's lock.
  const second = await worker('handed').ended;
  expect(second.stderr).toMatch(/\[4\/4\] failed/);
  expect([second.code, second.stderr]).toEqual([1, expect.stringContaining(ofBroken)]);
  const out = join(folder, 'rows.jsonl');
  const { stderr: said } = transnar(['campaign', 'rows', file, '--out', out], { env: environment('handed') });
  expect(said).toContain('40 rows of 2 finished cells; the campaign has 4');
  expect(readRows(out)).toHaveLength(40);
});

test('what failed is named by each worker that finds it so, and by who runs the campaign alone', async () => {
  const { code, stderr } = await worker('handed').ended;
  expect([code, stderr]).toEqual([1, expect.stringContaining(`transnar: ${ofBroken}\n`)]);
  const alone = transnar(['campaign', 'run', file], { env: environment('handed') });
  expect([alone.code, alone.stderr]).toEqual([1, expect.stringContaining(`transnar: ${ofBroken}\n`)]);
});

test('an empty queue is no end while cells are open: which, and what to do', async () => {
  const { code, stderr } = await worker('never enqueued').ended;
  expect(code).toBe(1);
  expect(stderr.trim().split('\n').at(-1)).toMatch(
    /^transnar: The queue is empty, but 4 of 4 cells are open: transformer · from scratch · seed 0 \(waiting, not begun\); .*"npx transnar campaign enqueue" puts them there/,
  );
});

test('a Redis that goes is told in one line; Ctrl-C ends all the same, and a queue that it lost is noticed', async () => {
  const first = await startRedis();
  await at('lost', () => enqueueCampaign(tiny, first.address));
  const [stopped, patient] = [worker('lost', first), worker('lost', first)];
  const bothSay = (text: string) => () => [stopped, patient].every(({ said }) => said().includes(text));
  await until(bothSay('/4] trans'), stopped.child, patient.child);
  first.server.kill('SIGKILL');
  await until(bothSay('out of reach'), stopped.child, patient.child);

  stopped.child.kill('SIGINT');
  const interrupted = await stopped.ended;
  expect(stopped.child.signalCode).toBe('SIGINT');
  expect(interrupted.stderr).toMatch(/transnar: Interrupted .*the same command resumes/);

  await startRedis([], Number(new URL(first.address).port));
  const { code, stderr } = await patient.ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/is back\.\n[^]*transnar: The queue is empty, but \d of 4 cells are open/);
  for (const text of [interrupted.stderr, stderr]) {
    expect(text.match(/out of reach/g)).toHaveLength(1);
    expect(text).not.toMatch(/ECONNREFUSED|^ +at /m);
  }
});

test('a password that is missing or wrong is said', async () => {
  const { address } = await startRedis(['--requirepass', 'right']);
  await expect(enqueueCampaign(tiny, address)).rejects.toThrow(/^Redis at [\d.:]+ wants a password: /);
  const wrong = await enqueueCampaign(tiny, address.replace('//', '//:wrong@')).catch(String);
  expect(wrong).toMatch(/Redis at [\d.:]+ does not know this user or password/);
  expect(await at('secret', () => enqueueCampaign(tiny, address.replace('//', '//:right@')))).toBe(4);
});

test('a cell whose files are damaged is put there like the others: whoever takes it says so', async () => {
  const { address } = await startRedis();
  await at('damaged', async () => {
    const { folder } = finished(cells[0].experiment);
    writeFileSync(join(folder, 'results.jsonl'), 'no row\n');
    expect(await enqueueCampaign(tiny, address)).toBe(4);
  });
});

test('without Redis there is one message, and no password in it', async () => {
  const message = await enqueueCampaign(tiny, 'redis://user:secret@127.0.0.1:1').catch(String);
  expect(message).toMatch(/Cannot reach Redis at 127\.0\.0\.1:1 .*start redis-server/);
  expect(message).not.toContain('secret');
  await expect(enqueueCampaign(tiny, 'localhost')).rejects.toThrow(/has the form redis:/);
});

/** The trained parameters and the optimiser's. */
const parametersOf = (data: string, cell: CampaignCell) =>
  tensorsOf(inRun(data, cell, 'checkpoint.safetensors'));

/** On a free port of this machine, keeping nothing. */
async function startRedis(
  more: readonly string[] = [],
  wanted?: number,
): Promise<{ address: string; server: ChildProcess }> {
  const port = wanted ?? (await freePort());
  const place = mkdtempSync(join(folder, 'redis-'));
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
    ...more,
  ];
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(server);
  await new Promise<void>((resolve, reject) => {
    server.on('error', (error) => reject(new Error('These tests need redis-server.', { cause: error })));
    server.on('exit', () => reject(new Error('redis-server ended.')));
    server.stdout.on('data', (line: Buffer) => line.includes('Ready to accept connections') && resolve());
  });
  return { address: `redis://127.0.0.1:${port}`, server };
}
