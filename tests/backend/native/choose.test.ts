import { describe, expect, it } from 'vitest';
import { chosen as chosenOf } from '../chosen.ts';

/** A GPU that computes would come first. */
const chosen = (settings: Record<string, string>) => chosenOf(settings, ['webgpu']);

describe('choosing the tensor engine where the native one is built', () => {
  it('prefers the native one and says how it runs, in one line', () => {
    expect(chosen({ TRANSNAR_THREADS: '1' })).toMatch(
      /^native \(\w+\), 1 thread: the best of this machine\n$/,
    );
  });

  it('falls back to cpu when the processor lacks the instruction set that is asked for', () => {
    const line = chosen({ TRANSNAR_ISA: 'avx1024' });
    expect(line).toMatch(/^cpu, 1 thread: native cannot run: .*TRANSNAR_ISA.*\n$/);
  });

  it('runs where only the oldest instructions are there', () => {
    const set = process.arch === 'arm64' ? 'neon' : 'baseline';
    expect(chosen({ TRANSNAR_ISA: set })).toMatch(new RegExp(`^native \\(${set}\\), `));
  });
});
