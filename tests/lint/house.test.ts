/** The linter reports every breach of the house: each rule is shown one, in a file that does not exist. */
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { projectFolder } from '../../lib/store/folders.ts';

const eslint = new ESLint({ cwd: projectFolder() });

const comment = '/** What this file decides. */\n';

/** What the house's rules and the rule against default exports say of a text, as `rule: message`. */
async function reports(file: string, text: string): Promise<string[]> {
  const [{ messages }] = await eslint.lintText(text, { filePath: file });
  const fatal = messages.filter((each) => each.fatal).map(({ message }) => message);
  expect(fatal).toEqual([]);
  return messages
    .filter(({ ruleId }) => /^house\/|^no-restricted-syntax$/.test(ruleId ?? ''))
    .map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

const onlyReport = async (file: string, text: string) => {
  const found = await reports(file, text);
  expect(found).toHaveLength(1);
  return found[0];
};

/** Every way to name another file or package, and whether it takes types alone. */
const ways: readonly [string, (source: string) => string, boolean][] = [
  ['import', (source) => `import { a } from '${source}';`, false],
  ['import of everything', (source) => `import * as a from '${source}';`, false],
  ['import for its effects', (source) => `import '${source}';`, false],
  ['import()', (source) => `export const a = () => import('${source}');`, false],
  ['export', (source) => `export { a } from '${source}';`, false],
  ['export of everything', (source) => `export * from '${source}';`, false],
  ['require', (source) => `const a = require('${source}');`, false],
  ['import =', (source) => `import a = require('${source}');`, false],
  ['import of values and types', (source) => `import { type A, b } from '${source}';`, false],
  ['import type', (source) => `import type { A } from '${source}';`, true],
  ['import of types one by one', (source) => `import { type A, type B } from '${source}';`, true],
  ['export type', (source) => `export type { A } from '${source}';`, true],
  ["import('') type", (source) => `export type A = import('${source}').B;`, true],
];

describe.each(ways)('%s', (_, way, typesOnly) => {
  const lint = (file: string, source: string) => reports(file, `${comment}${way(source)}\n`);

  test.each([
    ['lib/dataset/new.ts', '../metric/index.ts'],
    ['lib/metric/deep/new.ts', '../../figure/theme.ts'],
    ['lib/store/new.ts', '../experiment/index.ts'],
    ['lib/experiment/new.ts', '../training/index.ts'],
    ['lib/training/loop/new.ts', '../nar-score.ts'],
    ['lib/figure/new.ts', '../gallery/index.ts'],
    ['lib/page/new.ts', '../index.ts'],
    ['lib/random/new.ts', '../../scripts/output.ts'],
    ['lib/page/new.ts', '../../bench/measure.ts'],
    ['scripts/live/new.ts', '../../bench/measure.ts'],
  ])('up the list of rooms from %s to %s', async (file, source) => {
    expect(await lint(file, source)).toEqual([expect.stringContaining('house/one-way')]);
  });

  test.each([
    ['lib/dataset/new.ts', '@tensorflow/tfjs'],
    ['lib/dataset/new.ts', '@tensorflow/tfjs-core/dist/types'],
    ['lib/metric/new.ts', '@tensorflow/tfjs'],
    ['lib/model/nar/new.ts', 'node:fs'],
    ['lib/model/new.ts', 'fs/promises'],
    ['lib/backend/native/new.ts', 'node:fs'],
    ['lib/store/new.ts', '../model/parameters.ts'],
    ['lib/training/loop/new.ts', '../../model/nar/index.ts'],
    ['lib/figure/new.ts', 'transnar-lab'],
  ])('what %s never imports, %s, not even its types', async (file, source) => {
    expect(await lint(file, source)).toEqual([expect.stringMatching(/^house\/one-way: .* never imports /)]);
  });

  test.each([
    ['lib/analysis/new.ts', '../training/index.ts'],
    ['lib/figure/answers/new.ts', '../../training/loop/progress.ts'],
    ['lib/figure/new.ts', '../store/index.ts'],
    ['lib/figure/new.ts', 'node:fs'],
  ])('what %s imports the types of at most, %s', async (file, source) => {
    expect(await lint(file, source)).toEqual(
      typesOnly ? [] : [expect.stringMatching(/^house\/one-way: .* never imports /)],
    );
  });

  test('a circle, which types close as well', async () => {
    const said = await onlyReport('lib/metric/mean.ts', `${comment}${way('./aggregate.ts')}\n`);
    expect(said).toBe(
      'house/no-circles: This closes a circle of imports: ' +
        'lib/metric/mean.ts → lib/metric/aggregate.ts → lib/metric/mean.ts.',
    );
  });

  test('a circle of one file', async () => {
    expect(await onlyReport('lib/metric/mean.ts', `${comment}${way('./mean.ts')}\n`)).toContain('no-circles');
  });

  test.each([
    ['lib/metric/new.ts', '../dataset/index.ts'],
    ['lib/metric/new.ts', './mean.ts'],
    ['lib/training/new.ts', './loop/train.ts'],
    ['lib/backend/native/addon.ts', 'node:fs'],
    ['lib/model/new.ts', '@tensorflow/tfjs'],
    ['lib/store/new.ts', 'node:fs'],
    ['scripts/new.ts', '../lib/index.ts'],
  ])('nothing where %s imports %s, as it may', async (file, source) => {
    expect(await lint(file, source)).toEqual([]);
  });
});

describe('the name of an algorithm', () => {
  test.each([
    `if (name === 'bfs') run();`,
    `if ('bfs' !== name) run();`,
    `if (name == 'bfs') run();`,
    `if (name != 'bfs') run();`,
    'if (name === `bfs`) run();',
    `if (name === ('bfs' as const)) run();`,
    `switch (name) { case 'bfs': run(); }`,
    `if (['bfs', own].includes(name)) run();`,
    `if ((['bfs'] as const).indexOf(name) >= 0) run();`,
    `if (new Set(['bfs']).has(name)) run();`,
  ])('asked for by %s', async (code) => {
    const said = await onlyReport('lib/model/nar/new.ts', `${comment}${code}\n`);
    expect(said).toMatch(/^house\/no-algorithm-names: Do not ask for the algorithm "bfs"/);
  });

  test.each([
    ['lib/dataset/algorithms/new.ts', `if (name === 'bfs') run();`],
    ['lib/model/new.ts', `if (name === 'pi') run();`],
    ['lib/analysis/new.ts', `const shown = ['bfs', 'dfs'];`],
    ['lib/gallery/new.ts', `sampleAt('bfs', 7, 1, 3);`],
    ['tests/new.ts', `if (name === 'bfs') run();`],
  ])('is no breach in %s: %s', async (file, code) => {
    expect(await reports(file, `${comment}${code}\n`)).toEqual([]);
  });
});

describe('the first comment', () => {
  test.each([
    ['none', `import { a } from './a.ts';\n`],
    ['one after the imports', `import { a } from './a.ts';\n/** What this decides. */\n`],
    ['one that is no doc comment', `// What this decides.\nexport const a = 1;\n`],
    ['an empty file', ''],
  ])('%s', async (_, text) => {
    expect(await onlyReport('lib/figure/new.ts', text)).toMatch(/^house\/first-comment/);
    expect(await onlyReport('scripts/new.ts', text)).toMatch(/^house\/first-comment/);
  });

  test('may be the doc comment of the one thing in the file', async () => {
    expect(await reports('lib/figure/new.ts', '/** One. */\nexport const a = 1;\n')).toEqual([]);
  });
});

test.each(['export default 1;', 'const a = 1;\nexport { a as default };'])(
  'a default export: %s',
  async (text) => {
    expect(await onlyReport('lib/figure/new.ts', `${comment}${text}\n`)).toMatch(/^no-restricted-syntax/);
  },
);
