/** Every row of tests/mutations.md can still be made, and the test that sees it is there: checked without running any. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFolder } from '../../lib/store/folders.ts';
import { type Mutation, mutationsOf, staleness } from '../support/mutation-table.mjs';
import { testNames } from '../support/test-names.ts';

const root = projectFolder();

test('every row can be made, and names a test that there is', () => {
  const mutations = mutationsOf(readFileSync(join(root, 'tests/mutations.md'), 'utf8'));
  expect(mutations.length).toBeGreaterThan(200);
  const problems = mutations.flatMap((mutation) => {
    const problem = problemOf(mutation);
    return problem === undefined ? [] : [`${problem}\n${mutation.line}`];
  });
  expect(problems).toEqual([]);
});

describe('a row is reported', () => {
  const [here, support] = ['tests/docs/mutations.test.ts', 'tests/support/mutation-table.mjs'];
  const row = (file: string, before: string, seenBy: string) => {
    const [mutation] = mutationsOf(`| File |\n| --- |\n| ${file} | \`${before}\` → nothing | ${seenBy} |`);
    return problemOf(mutation);
  };
  const own = `${here}: every row can be made, and names a test that there is`;

  test.each([
    ['whose file is not there', 'lib/none.ts', 'x', own, 'there is no such file'],
    ['whose text is not there', support, 'no\\|where', own, 'the text is in the file 0 times'],
    ['whose text is there twice', support, 'existsSync', own, 'the text is in the file 2 times'],
    ['whose test file is not there', support, 'staleness', 'tests/none.test.ts: x', 'names no test file'],
    ['whose test is not there', support, 'staleness', `${here}: every row`, 'no such test'],
    ['whose group is not there', support, 'staleness', `${here}: a row > whose file`, 'no such test'],
    ['that nothing sees, but whose text is not there', support, 'nowhere', 'nothing: x', '0 times'],
    ['that names no test', support, 'staleness', 'some test', 'names no test file'],
  ])('%s', (_, file, before, seenBy, problem) => {
    expect(row(file, before, seenBy)).toContain(problem);
  });

  test('only where there is something to report', () => {
    expect(row(support, 'function staleness', own)).toBeUndefined();
    expect(row(support, 'function staleness', 'nothing: for such a reason')).toBeUndefined();
    const ofEach = `${here}: a row is reported > whose file is not there`;
    expect(row(support, 'function staleness', ofEach)).toBeUndefined();
    expect(() => row('lib/none.ts', 'x` and `y', own)).not.toThrow();
    expect(() => mutationsOf('| File |\n| --- |\n| lib/none.ts | x → y | z |')).toThrow('x → y');
  });
});

const namesIn = new Map<string, (name: string) => boolean>();

/** What is wrong with a row. */
function problemOf(mutation: Mutation): string | undefined {
  return staleness(root, mutation) ?? unseen(mutation);
}

function unseen({ seenBy }: Mutation): string | undefined {
  if (seenBy.startsWith('nothing: ')) return undefined;
  const [, file, name] = /^(tests\/\S+?\.test\.ts): (.*)$/.exec(seenBy) ?? [];
  if (file === undefined || !existsSync(join(root, file))) return 'it names no test file that there is';
  const has = namesIn.get(file) ?? testNames(join(root, file));
  namesIn.set(file, has);
  return has(name) ? undefined : `there is no such test in ${file}`;
}
