import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chosen } from './chosen.ts';

function damagedAddon(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'transnar-')), 'transnar.node');
  writeFileSync(path, 'not a library');
  return path;
}

describe('choosing the tensor engine', () => {
  it('takes the one that is asked for', () => {
    expect(chosen({ TRANSNAR_BACKEND: 'cpu' })).toBe('cpu, 1 thread: asked for\n');
  });

  it.each([
    ['a missing addon', '/nowhere/transnar.node', /^cpu, 1 thread: native cannot run: .*build-native.*\n$/],
    [
      'a damaged addon',
      damagedAddon(),
      /^cpu, 1 thread: native cannot run: .* does not load: .*build-native.*\n$/,
    ],
  ])('falls back to cpu with %s and says why, in one line', (_, path, expected) => {
    expect(chosen({ TRANSNAR_ADDON: path })).toMatch(expected);
  });

  it.each([
    [
      'tfjs-node-gpu',
      /^error: The tensor engine "tfjs-node-gpu" cannot run: not installed \(npm install .*\)\.\n$/,
    ],
    // The stand-in for tfjs-node among the dependencies is not the engine.
    ['tfjs-node', /^error: The tensor engine "tfjs-node" cannot run: not installed \(npm install .*\)\.\n$/],
    ['abacus', /^error: There is no tensor engine "abacus" \(TRANSNAR_BACKEND\); choose among .*\.\n$/],
  ])('refuses %s, which is not there, in one line', (name, expected) => {
    expect(chosen({ TRANSNAR_BACKEND: name })).toMatch(expected);
  });

  it('refuses a number of threads that is none', () => {
    expect(chosen({ TRANSNAR_THREADS: 'many' })).toMatch(
      /^error: .*TRANSNAR_THREADS.* positive integer\.\n$/,
    );
  });
});
