/** What the page of `transnar watch` is told, and by whom. */
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { listRuns, presets } from '../../lib/experiment/index.ts';
import { palette } from '../../lib/figure/theme.ts';
import { Watch, standingOf } from '../../lib/page/watch/index.ts';
import { appendMetric } from '../../lib/store/metrics.ts';
import { createRun, finishRun } from '../../lib/store/new-run.ts';
import type { Run } from '../../lib/store/run.ts';
import { holding } from '../../lib/store/run-lock.ts';
import { encodeSafetensors } from '../../lib/store/safetensors.ts';
import { type Served, serveWatch } from '../../scripts/watch/server.ts';
import { forgetDataFolder, newDataFolder } from '../support/runs.ts';

beforeEach(newDataFolder);
afterEach(forgetDataFolder);

const begin = (name: string, config: object = presets.smoke.transnar) =>
  createRun(name, { name, config: config as Record<string, unknown>, command: `train ${name}` });
const measure = (run: Run, update: number, seconds: number, score?: number) =>
  appendMetric(run, {
    update,
    loss: 1 / update,
    gradientNorm: 1,
    learningRate: 1,
    seconds,
    ...(score !== undefined && { score, scores: { bfs: score } }),
  });
const save = ({ checkpoint }: Run, update: number) =>
  writeFileSync(checkpoint, encodeSafetensors(new Map(), { update: String(update) }));
const whileHeld = (run: Run, look: () => void) => holding(run, () => Promise.resolve(look()));
const { updates } = presets.smoke.transnar.training;
const watch = () => new Watch(() => listRuns());

describe('where a run stands', () => {
  test('has the time left at the pace of the last lines, while it runs', async () => {
    const run = begin('a');
    measure(run, 5, 1, 0.25);
    measure(run, 10, 1000, 0.5); // a slow start, which the pace of the last 20 lines forgets
    for (let line = 1; line <= 20; line++) measure(run, 10 + line, 1000 + 2 * line);
    save(run, 30);
    await whileHeld(run, () => {
      expect(standingOf(run)).toMatchObject({
        state: 'running',
        update: 30,
        updates,
        secondsLeft: 2 * (updates - 30),
        validated: { update: 10, score: 0.5 },
      });
    });
    expect(standingOf(run)).toMatchObject({ state: 'stopped', seconds: 1040 });
    expect(standingOf(run)).not.toHaveProperty('secondsLeft');
  });

  test('is what the next sitting goes on from: what came after the checkpoint is lost', () => {
    const run = begin('a');
    for (const update of [2, 4, 6, 8]) measure(run, update, update, update / 10);
    expect(standingOf(run)).toMatchObject({ state: 'stopped', update: 0, seconds: 0 });
    expect(standingOf(run)).not.toHaveProperty('last');
    save(run, 5);
    const [last, validated] = [{ update: 4 }, { score: 0.4 }];
    expect(standingOf(run)).toMatchObject({ state: 'stopped', update: 5, seconds: 4, last, validated });
  });

  test('of its first line has the pace since the beginning, and before it none', async () => {
    const run = begin('a');
    await whileHeld(run, () => {
      expect(standingOf(run)).toMatchObject({ state: 'running', update: 0 });
      expect(standingOf(run)).not.toHaveProperty('secondsLeft');
      measure(run, 10, 30);
      expect(standingOf(run).secondsLeft).toBe(3 * (updates - 10));
    });
  });

  test('is told of a run that has ended, of a student, and of an experiment of a newer version', () => {
    const ended = begin('a');
    finishRun(ended, { seconds: 77 });
    expect(standingOf(ended)).toMatchObject({ state: 'finished', seconds: 77 });
    const student = begin('b', { ...presets.smoke.distilled });
    expect(standingOf(student).updates).toBe(presets.smoke.distilled.student.training.updates);
    const newer = begin('c', { ...presets.smoke.transnar, unheard: 1 });
    expect(standingOf(newer)).not.toHaveProperty('updates');
  });
});

describe('the view', () => {
  test('shows what runs now before the others, else the latest; by itself or as asked', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01') });
    const [first, second] = [begin('first'), (vi.setSystemTime(new Date('2026-01-02')), begin('second'))];
    vi.useRealTimers();
    for (const run of [first, second]) measure(run, 10, 10);
    const names = () =>
      watch()
        .view()
        .runs.map(({ name }) => name);
    expect([names(), watch().view().chosen]).toEqual([['second', 'first'], ['second']]);
    await whileHeld(first, () => {
      expect([names(), watch().view().chosen]).toEqual([['first', 'second'], ['first']]);
      expect(watch().view({ chosen: ['second'] }).chosen).toEqual(['second']);
    });
    expect(() => watch().view({ chosen: ['third'] })).toThrow('There is no run "third" any more.');
  });

  test('has new points for the same figure as a curve grows, and another figure where more changes', () => {
    const run = begin('a');
    expect(watch().view()).not.toHaveProperty('figure');
    measure(run, 10, 10);
    const one = watch();
    const before = one.view().figure!;
    measure(run, 20, 20);
    const after = one.view().figure!;
    expect(after.key).toBe(before.key);
    expect(after.spec).toBe(before.spec);
    expect([before.last, after.last]).toEqual([10, 20]);
    expect(after.points.length).toBe(2 * before.points.length);
    expect(JSON.stringify(after.spec)).not.toContain('"measured":0');
    measure(run, 30, 30, 0.5); // its first validation
    expect(one.view().figure!.key).not.toBe(after.key);
    expect(one.view({ smoothing: 0.5 }).figure!.key).not.toBe(one.view().figure!.key);
  });

  test('shows the others where the files of a run are damaged, and of that one what is wrong', () => {
    const [whole, damaged] = [begin('whole'), begin('damaged')];
    measure(whole, 10, 10);
    writeFileSync(damaged.metrics, 'no line\n');
    const { runs, chosen, figure } = watch().view();
    expect(runs).toMatchObject([
      { name: 'whole', state: 'stopped' },
      {
        name: 'damaged',
        state: 'damaged',
        reason: expect.stringMatching(/metrics\.jsonl, line 1 is not/) as string,
      },
    ]);
    expect(chosen).toEqual(['whole']);
    expect(figure!.points.length).toBeGreaterThan(0);
    const both = watch().view({ chosen: ['whole', 'damaged'] });
    expect(both.chosen).toEqual(['whole', 'damaged']);
    expect(both.figure!.points).toEqual(figure!.points);
    expect(watch().view({ chosen: ['damaged'] })).not.toHaveProperty('figure');
  });

  test('in the dark has light ink', () => {
    measure(begin('a'), 10, 10);
    expect(JSON.stringify(watch().view().figure)).toContain(palette.black);
    expect(JSON.stringify(watch().view({ dark: true }).figure)).not.toContain(palette.black);
  });
});

describe('the server', () => {
  let served: Served;
  beforeEach(async () => {
    begin('a');
    served = await serveWatch(watch(), 0);
  });
  afterEach(() => served.close());

  /** Of the answer to bytes that no client would send. */
  const firstLineOf = (port: number, bytes: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
      socket.once('data', (data: Buffer) => {
        socket.destroy();
        resolve(data.toString('latin1').split('\r\n')[0]);
      });
      socket.setTimeout(5000, () => reject(new Error('There was no answer.')));
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('There was no answer.')));
    });
  const ask = (path: string, init?: RequestInit) => fetch(new URL(path, served.url), init);

  test('gives the page, its parts and the view', async () => {
    for (const path of ['/', '/main.js', '/style.css', '/vega.js'])
      expect((await ask(path)).status).toBe(200);
    expect(await (await ask('/view')).json()).toMatchObject({ chosen: ['a'], runs: [{ state: 'stopped' }] });
  });

  test.each([
    ['/etc/passwd', {}, 404, 'nothing here'],
    ['/view', { method: 'POST' }, 405, 'only shows'],
    ['/view?run=b', {}, 400, 'no run "b"'],
  ] as const)('refuses %s with %j', async (path, init, status, reason) => {
    const answer = await ask(path, init);
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(reason)]);
  });

  test('outlives requests for addresses that are none', async () => {
    const { port } = new URL(served.url);
    for (const target of ['//', '//:', 'http://[', '*', '/view?%', '/%00']) {
      const first = await firstLineOf(Number(port), `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      expect(first, target).toMatch(/^HTTP\/1\.1 (200|400|404) /);
    }
    expect(await firstLineOf(Number(port), 'GET // HTTP/1.1\r\nHost: localhost\r\n\r\n')).toContain(' 400 ');
    expect((await ask('/')).status).toBe(200);
  });

  test('refuses a weight that smooths everything away', async () => {
    for (const run of listRuns()) measure(run, 10, 10);
    for (const weight of ['1', 'much']) {
      const answer = await ask(`/view?smoothing=${weight}`);
      expect([answer.status, await answer.text()]).toEqual([
        400,
        expect.stringContaining('from 0 to below 1'),
      ]);
    }
  });

  test('refuses another site whose name points here', async () => {
    const status = await new Promise((resolve) => {
      const asked = request(new URL('/view', served.url), { headers: { host: 'example.org' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.end();
    });
    expect(status).toBe(403);
  });

  test('says in one message that a port is taken', async () => {
    const { port } = new URL(served.url);
    await expect(serveWatch(watch(), Number(port))).rejects.toThrow(`port ${port} is taken`);
  });
});
