/** What stages come to: told of all of them, and no failure is taken for a success. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InterruptedError } from '../../../scripts/tfjs-node/child.ts';
import { kinds } from '../../../scripts/tfjs-node/kinds.ts';
import { runAll } from '../../../scripts/tfjs-node/run-all.ts';
import { trainedOnTensorflow } from '../../../scripts/tfjs-node/trained.ts';
import { countsOf } from '../../../scripts/vitest-counts.ts';

const scratch = mkdtempSync(join(tmpdir(), 'transnar-stages-'));
afterAll(() => rmSync(scratch, { recursive: true }));

describe('a run', () => {
  const well = { name: 'a/well', run: () => Promise.resolve({ note: '3 cells' }) };
  const badly = { name: 'b/badly', run: () => Promise.resolve({ failed: '1 failed' }) };
  const thrown = { name: 'c/thrown', run: () => Promise.reject(new Error('no space')) };
  const ended = { name: 'd/ended', run: () => Promise.reject(new InterruptedError()) };

  test('goes on after a failure, and counts it', async () => {
    const said: string[] = [];
    expect(await runAll([badly, thrown, well], (line) => said.push(line))).toBe(2);
    expect(said.slice(-4).map((line) => line.replace(/ +\d+\.\d s +/, ' '))).toEqual([
      'b/badly FAILED  1 failed',
      'c/thrown FAILED  no space',
      'a/well ok      3 cells',
      '\n1 stage went well, 2 failed',
    ]);
  });

  test('without a failure has none', async () => {
    expect(await runAll([well, well], () => undefined)).toBe(0);
  });

  test('that is interrupted tells what was done, and runs nothing more', async () => {
    const said: string[] = [];
    await expect(runAll([well, ended, badly], (line) => said.push(line))).rejects.toThrow(InterruptedError);
    expect(said.filter((line) => /ok|FAILED/.test(line))).toHaveLength(1);
  });
});

describe('tests', () => {
  const report = join(scratch, 'report.json');
  const file = (name: string, status: string, ...statuses: string[]) => ({
    name: resolve(name),
    status,
    message: status === 'failed' ? 'Cannot find module\nat line 3' : '',
    assertionResults: statuses.map((of) => ({
      status: of,
      fullName: `one that is ${of}`,
      failureMessages: of === 'failed' ? ['expected 1 to be 2\nat line 7', 'and more'] : [],
    })),
  });

  test('are counted, those that are skipped or failed by name', () => {
    const testResults = [
      file('tests/a.test.ts', 'failed', 'passed', 'passed', 'skipped', 'failed'),
      file('tests/b.test.ts', 'failed'),
      file('tests/c.test.ts', 'passed', 'passed'),
    ];
    writeFileSync(report, JSON.stringify({ numPassedTests: 3, numFailedTests: 1, testResults }));
    expect(countsOf(report, 1)).toEqual({
      passed: 3,
      failed: 1,
      failures: [
        'tests/a.test.ts > one that is failed: expected 1 to be 2',
        'tests/b.test.ts: Cannot find module',
      ],
      skipped: ['one that is skipped'],
    });
  });

  test.each([
    ['that fail without a failed test', report, 1],
    ['that end by a signal', report, undefined],
    ['without a report', join(scratch, 'absent.json'), 1],
  ])('%s are one failure', (_, file, status) => {
    writeFileSync(report, JSON.stringify({ numPassedTests: 0, numFailedTests: 0, testResults: [] }));
    expect(countsOf(file, status).failed).toBe(1);
  });
});

describe('runs', () => {
  const data = join(scratch, 'data');
  const trained = (name: string, manifest: object) => {
    mkdirSync(join(data, 'runs', name), { recursive: true });
    writeFileSync(join(data, 'runs', name, 'manifest.json'), JSON.stringify(manifest));
  };

  test('are counted where TensorFlow has trained them, and a failure where another engine has', () => {
    expect(trainedOnTensorflow(data, '9 cells').note).toMatch(/^9 cells; 0 runs so/);
    trained('one', { backend: 'tensorflow' });
    expect(trainedOnTensorflow(data, '9 cells').note).toMatch(/^9 cells; 1 run so/);
    trained('two', { backend: 'native' });
    trained('three', {});
    const failed = 'three was trained on an unknown engine; two was trained on native';
    expect(trainedOnTensorflow(data, '9 cells')).toEqual({ failed });
  });
});

describe('the doctor', () => {
  const absent = 'not installed (npm install ...)';
  const noGpu = 'TensorFlow finds no GPU (it needs ...)';
  const cpu = 'TensorFlow on the CPU';
  const best = 'native (avx2), 2 threads: the best of this machine';
  /** What is to be said, by what is installed: of the engines, and then of the wish for each. */
  const truth: Record<string, { node: string; gpu: string; best: string }> = {
    'stand-in': { node: absent, gpu: absent, best },
    'tfjs-node': { node: cpu, gpu: absent, best },
    'tfjs-node-gpu': {
      node: absent,
      gpu: noGpu,
      best: `native (avx2), 2 threads: tfjs-node-gpu cannot run: ${noGpu}`,
    },
    both: { node: cpu, gpu: noGpu, best: `native (avx2), 2 threads: tfjs-node-gpu cannot run: ${noGpu}` },
  };
  const program = join(scratch, 'dist/scripts/transnar.js');
  beforeAll(() => mkdirSync(join(scratch, 'dist/scripts'), { recursive: true }));

  /** A doctor that says this. */
  const played = ({ node, gpu, best: line }: { node: string; gpu: string; best: string }) =>
    writeFileSync(
      program,
      `const engines = ${JSON.stringify({ 'tfjs-node': node, 'tfjs-node-gpu': gpu })};
const wish = process.env.TRANSNAR_BACKEND;
const runs = (engines[wish] ?? '').startsWith('TensorFlow on');
const chosen = !wish ? ${JSON.stringify(line)} : runs ? wish + ', 2 threads: asked for'
  : 'The tensor engine "' + wish + '" cannot run: ' + engines[wish] + '.';
if (wish && !runs) process.exitCode = 1;
const lines = { 'tensor engine': chosen, '  tfjs-node-gpu': engines['tfjs-node-gpu'], '  tfjs-node': engines['tfjs-node'] };
for (const [name, text] of Object.entries(lines)) console.log(name.padEnd(18) + text);`,
    );

  test.each(kinds)('is held to what is installed: $name', async ({ name, check }) => {
    for (const [said, words] of Object.entries(truth)) {
      played(words);
      const { failed } = await check(scratch);
      if (said === name) expect(failed).toBeUndefined();
      else expect(failed, `${said} instead of ${name}`).toMatch(/doctor (says|ended)/);
    }
  });
});
