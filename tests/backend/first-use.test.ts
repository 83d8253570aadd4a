import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { loadAddon } from '../../lib/backend/native/addon.ts';
import { patience } from '../support/patience.ts';
import { loading, runnable } from '../support/runnable.ts';

const library = runnable('lib/backend/index.ts');
const cell = `globalThis[Symbol.for('transnar-lab.cell-signal')] = new AbortController().signal;`;

/** What a fresh process prints that never asks for an engine, stderr included. */
function printed(body: string, environment: Record<string, string> = {}): string {
  const script = `
    import * as tf from '@tensorflow/tfjs';
    import * as backend from '${library}';
    (async () => { ${body} })();`;
  const settings = ['TRANSNAR_BACKEND', 'TRANSNAR_THREADS', 'TRANSNAR_ADDON'];
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !settings.includes(name)),
  );
  return execFileSync(
    'sh',
    ['-c', `"$0" ${loading.join(' ')} --input-type=module -e "$1" 2>&1`, process.execPath, script],
    {
      encoding: 'utf8',
      env: { ...inherited, ...environment },
      timeout: patience,
    },
  );
}

const compute = `tf.tidy(() => tf.add(1, 2).dataSync()); console.log(tf.getBackend());`;
const best = 'problem' in loadAddon() ? 'cpu' : 'native';

describe('without a choice', () => {
  test('the first tensor is computed by the best engine of the machine, without a banner', () => {
    expect(printed(compute)).toBe(`${best}\n`);
  });

  test('without the addon in JavaScript, without a banner', () => {
    expect(printed(compute, { TRANSNAR_ADDON: '/nowhere' })).toBe('cpu\n');
  });

  test('the wishes of the environment are kept', () => {
    expect(printed(compute, { TRANSNAR_BACKEND: 'cpu' })).toBe('cpu\n');
    expect(printed(`await backend.engineInUse(); ${compute}`, { TRANSNAR_BACKEND: 'cpu' })).toBe('cpu\n');
  });

  test('what trains or loads chooses one, unless one computes already', () => {
    expect(printed(`await backend.engineInUse(); console.log(tf.getBackend());`)).toBe(`${best}\n`);
    expect(
      printed(`await tf.setBackend('cpu'); await backend.engineInUse(); console.log(tf.getBackend());`),
    ).toBe('cpu\n');
  });
});

describe('in a notebook it is said once', () => {
  test.each([
    ['by the first tensor', `${cell} ${compute} await backend.engineInUse(); ${compute}`],
    [
      'by what trains',
      `${cell} await backend.engineInUse(); await backend.engineInUse(); ${compute} ${compute}`,
    ],
  ])('%s', (_, body) => {
    const lines = printed(body, { TRANSNAR_THREADS: '1' }).trim().split('\n');
    const said = lines.filter((line) => line.startsWith('tensor engine: '));
    if (best === 'native')
      expect(said).toEqual([expect.stringMatching(/^tensor engine: native \(\w+\), 1 thread: /)]);
    expect(lines.filter((line) => !line.startsWith('tensor engine: '))).toEqual([best, best]);
  });

  test('and not where it was chosen', () => {
    expect(printed(`${cell} await backend.chooseBackend(); ${compute}`)).toBe(`${best}\n`);
  });
});
