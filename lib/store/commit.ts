/** Which code computes: the commit that a folder has checked out. */
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { projectFolder } from './folders.ts';

let atFirst: string | undefined;

/** That of this project when it is first asked for: what is committed while a process runs is not what it runs. */
export const commitOfCode = (): string => (atFirst ??= commitOf(projectFolder()));

/**
 * The commit of a folder that is the root of a git checkout, marked where tracked files of the code differ from it; else
 * "unknown", also below the root of somebody else's.
 */
export function commitOf(folder: string): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    if (realpathSync(git('rev-parse', '--show-toplevel')) !== realpathSync(folder)) return 'unknown';
    const changed = git(
      'status',
      '--porcelain',
      '--untracked-files=no',
      '--',
      'lib',
      'native',
      'package.json',
    );
    return git('rev-parse', '--short=12', 'HEAD') + (changed ? '+changes' : '');
  } catch {
    return 'unknown';
  }
}
