/** TensorFlow's packages, played by ones that register a backend as they do, and those that are installed. */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { patience } from '../support/patience.ts';
import { loading, runnable } from '../support/runnable.ts';
import { undecided } from './chosen.ts';
import { cpu, gpu, isInstalled, moduleOf, played, withPackages } from './packages.ts';

const project = join(import.meta.dirname, '../..');
const library = pathToFileURL(runnable('lib/backend/index.ts')).href;

/** What a fresh process prints with these options, errors included. */
function printed(options: readonly string[], script: string, settings: NodeJS.ProcessEnv = {}): string {
  const text = `import * as tf from '@tensorflow/tfjs';
import { chooseBackend, describeBackend, engineInUse, findEngine } from '${library}';
const say = ({ problem, gives }) => problem ?? gives;
(async () => { ${script} })();`;
  const all = [...loading, ...options, '--input-type=module', '-e', text];
  const env = { ...undecided(), ...settings };
  const child = { encoding: 'utf8', cwd: project, env, timeout: patience } as const;
  const { stdout, stderr } = spawnSync(process.execPath, all, child);
  return (stdout + stderr).trim();
}

/** What it finds where the packages are these. */
const found = (packages: Readonly<Record<string, string>>, script: string, settings?: NodeJS.ProcessEnv) =>
  printed(withPackages(packages), script, settings);

describe('a GPU package', () => {
  test('on a GPU is the best engine', () => {
    const packages = { [gpu]: played('gpu', true) };
    const script = `console.log(describeBackend(await chooseBackend()))`;
    expect(found(packages, script, { TRANSNAR_THREADS: '3' })).toBe(
      'tfjs-node-gpu, 3 threads: the best of this machine',
    );
  });

  test('without a GPU is none, and does not stand in the way of ours', () => {
    const packages = { [gpu]: played('gpu', false) };
    const script = `console.log(say(await findEngine('tfjs-node-gpu')), '|', (await chooseBackend()).backend)`;
    expect(found(packages, script)).toMatch(/^TensorFlow finds no GPU \(.*CUDA.*\) \| native$/);
  });

  test('does not make an engine of the stand-in for tfjs-node', () => {
    const packages = { [gpu]: played('gpu', true) };
    const script = `await findEngine('tfjs-node-gpu'); console.log(say(await findEngine('tfjs-node')))`;
    expect(found(packages, script)).toMatch(/^not installed/);
  });

  test('beside the other one makes no noise', () => {
    const packages = { [gpu]: played('gpu', false), [cpu]: played('cpu', false) };
    const script = `await findEngine('tfjs-node-gpu'); console.log(say(await findEngine('tfjs-node')));
console.log(tf.env().getBool('PROD'))`;
    expect(found(packages, script)).toBe('TensorFlow on the CPU\nfalse');
  });
});

test('the real tfjs-node is an engine, but not before ours', () => {
  const packages = { [cpu]: played('cpu', false) };
  const script = `console.log(say(await findEngine('tfjs-node')), '|', (await chooseBackend()).backend)`;
  expect(found(packages, script)).toBe('TensorFlow on the CPU | native');
  const asked = `console.log((await chooseBackend({ backend: 'tfjs-node' })).backend, tf.getBackend())`;
  expect(found(packages, asked)).toBe('tfjs-node tensorflow');
});

describe('its threads', () => {
  const packages = { [cpu]: played('cpu', false) };
  const script = `await findEngine('tfjs-node');
const { threads } = await chooseBackend({ backend: 'tfjs-node' });
console.log(threads, process.env.TF_NUM_INTRAOP_THREADS)`;

  test('are those of the machine, or those asked for', () => {
    expect(found(packages, script)).toBe(`${availableParallelism()} undefined`);
    expect(found(packages, script, { TRANSNAR_THREADS: '3' })).toBe('3 3');
  });

  test('stay as TensorFlow was told, and as they were when it was loaded', () => {
    const told = { TRANSNAR_THREADS: '3', TF_NUM_INTRAOP_THREADS: '5' };
    expect(found(packages, script, told)).toBe('5 5');
    const twice = `await chooseBackend({ backend: 'tfjs-node', threads: 2 });
console.log((await chooseBackend({ backend: 'tfjs-node', threads: 4 })).threads)`;
    expect(found(packages, twice)).toBe('2');
  });
});

describe('looking for engines', () => {
  const packages = { [gpu]: played('gpu', true), [cpu]: played('cpu', true) };
  const look = `for (const name of ['tfjs-node-gpu', 'tfjs-node', 'native', 'cpu']) await findEngine(name);`;

  test('leaves the current one', () => {
    expect(found(packages, `await tf.setBackend('cpu'); ${look} console.log(tf.getBackend())`)).toBe('cpu');
  });

  test('makes none current where none is, and leaves which one would be', () => {
    expect(
      found(
        packages,
        `${look} console.log(tf.getBackend()); tf.tidy(() => tf.add(1, 2)); console.log(tf.getBackend())`,
      ),
    ).toBe('null\nnative');
  });
});

describe('a package that something else imports', () => {
  const packages = { [cpu]: played('cpu', false) };
  const slipIn = `await import('${cpu}');`;

  test('does not take the place of the engine that was chosen', () => {
    const script = (wish: string) =>
      `await chooseBackend(${wish}); ${slipIn} await engineInUse(); console.log(tf.getBackend())`;
    expect(found(packages, script(''))).toBe('native');
    expect(found(packages, script(`{ backend: 'cpu' }`))).toBe('cpu');
    expect(found(packages, script(`{ backend: 'tfjs-node' }`))).toBe('tensorflow');
  });

  test('nor of the one that is chosen unasked, but of the one that the user makes current', () => {
    expect(found(packages, `${slipIn} await engineInUse(); console.log(tf.getBackend())`)).toBe('native');
    const script = `await chooseBackend(); ${slipIn} await tf.setBackend('cpu'); await engineInUse();
console.log(tf.getBackend())`;
    expect(found(packages, script)).toBe('cpu');
  });
});

test('what both packages call and Node 23 has dropped is there before they are loaded', () => {
  const text = `import util from 'node:util'; if (!util.isNullOrUndefined(null)) throw new Error('gone');`;
  const packages = { [gpu]: moduleOf('old', text) };
  const script = `const { default: util } = await import('node:util'); delete util.isNullOrUndefined;
console.log(say(await findEngine('tfjs-node-gpu')))`;
  expect(found(packages, script)).toMatch(/^not installed/);
});

test.each([
  ['tfjs-node', cpu],
  ['tfjs-node-gpu', gpu],
])('what is installed here as %s is told from its absence or its stand-in', (engine, name) => {
  const line = printed([], `console.log(say(await findEngine('${engine}')))`);
  expect(line).toMatch(isInstalled(name) ? /^TensorFlow (on|finds no GPU)/ : /^not installed/);
  if (!line.startsWith('TensorFlow on')) return;
  const script = `await chooseBackend({ backend: '${engine}' });
tf.softmax(tf.matMul([[1, 2]], [[0.5, 0], [0.25, 0]])).print(); console.log(tf.getBackend(), tf.oneHot([1], 2).dataSync().join())`;
  expect(printed([], script)).toMatch(/^Tensor\s+\[\[0\.7310586, 0\.2689414\],\]\ntensorflow 0,1$/);
});
