/** TensorFlow's packages, played by ones that register a backend as they do: on import, as tfjs's current one. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { undecided } from './chosen.ts';

const folder = mkdtempSync(join(tmpdir(), 'tensorflow-'));
const project = join(import.meta.dirname, '../..');
const urlOf = (...path: string[]) => pathToFileURL(join(...path)).href;

/** A package that registers `tensorflow`, once for both names. */
function played(name: string, onGpu: boolean): string {
  const file = join(folder, `${name}-${onGpu}.mjs`);
  writeFileSync(
    file,
    `import tf from '${urlOf(project, 'node_modules/@tensorflow/tfjs/dist/tf.node.js')}';
if (!tf.findBackendFactory('tensorflow')) {
  const Backend = tf.findBackend('cpu').constructor;
  tf.registerBackend('tensorflow', () => Object.assign(new Backend(), { isUsingGpuDevice: ${onGpu} }), 3);
}
tf.setBackend('tensorflow');
export const node = {};
`,
  );
  return pathToFileURL(file).href;
}

/** What a fresh process finds where the packages are these. */
function found(packages: Readonly<Record<string, string>>, script: string): string {
  const hook = join(folder, 'hook.mjs');
  writeFileSync(
    hook,
    `const packages = ${JSON.stringify(packages)};
export const resolve = (specifier, context, next) =>
  specifier in packages ? { url: packages[specifier], shortCircuit: true } : next(specifier, context);`,
  );
  const begin = join(folder, 'begin.mjs');
  writeFileSync(begin, `import { register } from 'node:module'; register('${pathToFileURL(hook).href}');`);
  const library = urlOf(project, 'lib/backend/index.ts');
  const text = `import * as tf from '@tensorflow/tfjs';
import { chooseBackend, describeBackend, findEngine } from '${library}';
const say = ({ problem, gives }) => problem ?? gives;
(async () => { ${script} })();`;
  const options = ['--import', 'tsx', '--import', begin, '--input-type=module', '-e', text];
  return execFileSync(process.execPath, options, { encoding: 'utf8', cwd: project, env: undecided() }).trim();
}

const gpu = '@tensorflow/tfjs-node-gpu';
const cpu = '@tensorflow/tfjs-node';

describe('a GPU package', () => {
  test('on a GPU is the best engine', () => {
    const packages = { [gpu]: played('gpu', true) };
    expect(found(packages, `console.log(describeBackend(await chooseBackend()))`)).toBe(
      'tfjs-node-gpu, 1 thread: the best of this machine',
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
});

test('the real tfjs-node is an engine, but not before ours', () => {
  const packages = { [cpu]: played('cpu', false) };
  const script = `console.log(say(await findEngine('tfjs-node')), '|', (await chooseBackend()).backend)`;
  expect(found(packages, script)).toBe('TensorFlow on the CPU | native');
  const asked = `console.log((await chooseBackend({ backend: 'tfjs-node' })).backend, tf.getBackend())`;
  expect(found(packages, asked)).toBe('tfjs-node tensorflow');
});

test('looking for engines leaves the current one', () => {
  const packages = { [gpu]: played('gpu', true), [cpu]: played('cpu', true) };
  const script = `await tf.setBackend('cpu');
for (const name of ['tfjs-node-gpu', 'tfjs-node', 'native', 'cpu']) await findEngine(name);
console.log(tf.getBackend())`;
  expect(found(packages, script)).toBe('cpu');
});

test('what both packages call and Node 23 has dropped is there before they are loaded', () => {
  const file = join(folder, 'old.mjs');
  writeFileSync(
    file,
    `import util from 'node:util'; if (!util.isNullOrUndefined(null)) throw new Error('gone');`,
  );
  const packages = { [gpu]: pathToFileURL(file).href };
  const script = `const { default: util } = await import('node:util'); delete util.isNullOrUndefined;
console.log(say(await findEngine('tfjs-node-gpu')))`;
  expect(found(packages, script)).toMatch(/^not installed/);
});
