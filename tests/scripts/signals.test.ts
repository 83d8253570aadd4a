/** Commands end within seconds of SIGTERM and Ctrl-C, whatever they are at: what saves, saves, and the others just end. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { type Running, settings, startTransnar, transnar, until } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-signals-'));
const started: ChildProcess[] = [];
afterAll(() => {
  started.forEach((child) => child.kill('SIGKILL'));
  rmSync(folder, { recursive: true });
});

const environment = { TRANSNAR_DATA: folder, TRANSNAR_CHECKPOINTS: join(folder, 'none') };
const nar = ['algorithms=["minimum","bfs"]', 'model.width=4', 'model.tripletWidth=2', 'training.updates=3'];
const text = [
  ...['algorithms=["minimum"]', 'transformer.width=8', 'transformer.layers=1', 'transformer.feedForward=8'],
  ...['training.updates=3', 'data={"sizes":[3,4],"samples":4,"hints":false,"batch":4,"groups":2}'],
];

/** Far more than a test may take: what is asked to stop must not do it to its end. */
const endless = 200_000;

function start(...words: string[]): Running {
  const process = startTransnar(words, environment);
  started.push(process.child);
  return process;
}

test('training ends in the middle of a validation, and the same command resumes', async () => {
  const validation = `validation={"every":1,"size":8,"samples":${endless}}`;
  const { child, ended } = start('train', 'nar-smoke', ...settings([...nar, validation]));
  await until(() => existsSync(join(folder, 'runs')) && readdirSync(join(folder, 'runs')).length > 0, child);
  await setTimeout(1000); // Wherever it then is.
  child.kill('SIGTERM');
  const { stderr } = await ended;
  expect(child.signalCode).toBe('SIGTERM');
  expect(stderr).toMatch(/saving….*\n.*Interrupted after update \d of 3; the same command resumes/s);
});

test('an evaluation of text ends between two tokens', async () => {
  const evaluation = 'evaluation={"sizes":[4],"samples":3000}';
  const command = ['transformer-smoke', ...settings([...text, evaluation])];
  expect(transnar(['train', ...command], { env: environment }).code).toBe(0);
  const { child, ended, said } = start('evaluate', 'text', ...command);
  await until(() => said().includes('evaluating'), child);
  child.kill('SIGINT');
  const { stderr } = await ended;
  expect(child.signalCode).toBe('SIGINT');
  expect(stderr).toMatch(/Interrupted after 0 of 1 parts; the same command resumes/);
});

test('what saves nothing ends at once', async () => {
  expect(transnar(['train', 'nar-smoke', ...settings(nar)], { env: environment }).code).toBe(0);
  const { child, ended, said } = start(
    ...['evaluate', 'nar', 'nar-smoke', ...settings(nar), '--sizes', '8', '--samples', String(endless)],
  );
  await until(() => said().includes('engine:'), child);
  await setTimeout(500);
  child.kill('SIGTERM');
  await ended;
  expect(child.signalCode).toBe('SIGTERM');
});
