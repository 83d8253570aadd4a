/** Which instruction set a test's engine has: said before anything loads the engine, so this imports none of it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * The instruction set of this machine with the given rank (0 the best), which is asked for from now on: one per process,
 * before the library is imported, which loads the addon. A machine with fewer gets its last again.
 */
export function useInstructionSet(rank: number): string {
  const script = 'console.log(require(process.argv[1]).instructionSets)';
  const path = join(import.meta.dirname, '../../../native/build/transnar.node');
  const sets = execFileSync(process.execPath, ['-e', script, path], { encoding: 'utf8' }).trim().split(' ');
  const set = sets[Math.min(rank, sets.length - 1)];
  process.env['TRANSNAR_ISA'] = set;
  return set;
}
