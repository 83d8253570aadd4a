import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const module = join(import.meta.dirname, '../../lib/backend/index.ts');
const script = `
  import { chooseBackend, describeBackend } from '${module}';
  chooseBackend().then((report) => console.log(describeBackend(report)), (error) => console.log('error: ' + error.message));
`;

/** What a fresh process prints when it chooses its engine in this environment. */
function chosen(environment: Record<string, string>): string {
  const options = { encoding: 'utf8', env: { ...process.env, ...environment } } as const;
  return execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], options);
}

function damagedAddon(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'transnar-')), 'transnar.node');
  writeFileSync(path, 'not a library');
  return path;
}

describe('choosing the tensor engine', () => {
  it('prefers the native one and says how it runs, in one line', () => {
    expect(chosen({ TRANSNAR_THREADS: '1' })).toMatch(
      /^native \(\w+\), 1 thread: the best of this machine\n$/,
    );
  });

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

  it('falls back to cpu when the processor lacks the instruction set that is asked for', () => {
    const line = chosen({ TRANSNAR_ISA: 'avx1024' });
    expect(line).toMatch(/^cpu, 1 thread: native cannot run: .*TRANSNAR_ISA.*\n$/);
  });

  it('runs where only the oldest instructions are there', () => {
    const set = process.arch === 'arm64' ? 'neon' : 'baseline';
    expect(chosen({ TRANSNAR_ISA: set })).toMatch(new RegExp(`^native \\(${set}\\), `));
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
