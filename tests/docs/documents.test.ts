import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { campaign, cellsOf } from '../../lib/campaign/index.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { printNotebook } from '../../scripts/notebook/format.ts';
import { runNotebook } from '../../scripts/notebook/run.ts';
import { patience } from '../support/patience.ts';

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/results.md',
  'docs/campaigns.md',
  'docs/own-experiments.md',
  'docs/records.md',
  'docs/training.md',
  'docs/engine.md',
  'LOG.md',
  'examples/README.md',
  'data/README.md',
  'figures/README.md',
];
const textOf = (document: string) => readFileSync(join(projectFolder(), document), 'utf8');

test.each(documents)('the links of %s lead somewhere', (document) => {
  const targets = [...textOf(document).matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target ?? '');
  const local = targets.filter((target) => !target.startsWith('https:'));
  expect(local.length).toBeGreaterThan(0);
  const missing = local.filter((target) => !existsSync(join(projectFolder(), dirname(document), target)));
  expect(missing).toEqual([]);
});

test('the README is one page: at most 120 lines', () => {
  expect(textOf('README.md').split('\n').length).toBeLessThanOrEqual(120);
});

test('the commands that the documents name are scripts of package.json', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  const named = documents.flatMap((document) => [...textOf(document).matchAll(/npm run ([a-z:-]*[a-z])/g)]);
  expect(named.length).toBeGreaterThan(0);
  expect(named.map(([, name]) => name).filter((name) => !(name && name in scripts))).toEqual([]);
});

test('the campaign of one’s own is one, with a cell for each variant, model and seed', () => {
  const [, json] = /```json\n(.*?)```/s.exec(textOf('docs/own-experiments.md'))!;
  const own = campaign.parse(JSON.parse(json));
  // The Transformer has no features, so that two of the three variants are TransNAR's alone.
  expect(cellsOf(own)).toHaveLength((1 + 3) * own.seeds.length);
});

test('the code of the README runs, with the built library', async () => {
  const blocks = [...textOf('README.md').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '');
  expect(blocks.length).toBeGreaterThan(0);
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  try {
    const file = join(folder, 'readme.ipynb');
    const cells = blocks.map((source, index) => ({
      cell_type: 'code' as const,
      id: `block-${index}`,
      metadata: {},
      source,
      outputs: [],
      execution_count: null,
    }));
    writeFileSync(file, printNotebook({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
    const { failure } = await runNotebook(file, { timeout: patience / 1000 });
    expect(failure).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
