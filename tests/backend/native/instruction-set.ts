/** One instruction set of this machine under test: said before anything loads the engine, so this imports none of it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/**
 * All that the engine must do on the instruction set of this machine with the given rank (0 the best), which is asked for
 * from now on: one per process, before the library is imported, which loads the addon. A machine with fewer has them all
 * tested by lower ranks.
 */
export async function describeRank(rank: number): Promise<void> {
  const script = 'console.log(require(process.argv[1]).instructionSets)';
  const path = join(import.meta.dirname, '../../../native/build/transnar.node');
  const sets = execFileSync(process.execPath, ['-e', script, path], { encoding: 'utf8' }).trim().split(' ');
  if (rank >= sets.length) {
    test('this machine has no instruction set of the rank', () => {
      expect(sets.length).toBeGreaterThan(0);
      expect(new Set(sets).size).toBe(sets.length);
    });
    return;
  }
  process.env['TRANSNAR_ISA'] = sets[rank];
  const { describeEngine } = await import('./engine-cases.ts');
  describeEngine(sets[rank]);
}
