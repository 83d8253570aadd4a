/** The comparison of both models: from its rows to tables and figures. */
import { describe, expect, test } from 'vitest';
import { paperDifference, paperValues } from '../../lib/analysis/index.ts';
import { differencesBySize, differencesTable } from '../../lib/gallery/difference-table.ts';
import { learnedFigures } from '../../lib/gallery/learned.ts';
import type { AlgorithmName } from '../../lib/dataset/index.ts';
import { draw, textsOf } from '../support/draw.ts';
import { resultRowWith } from '../support/result-rows.ts';

const share = (of: number) => Array.from({ length: 40 }, (_, i) => (i < of ? 1 : 0));
const pair = (algorithm: AlgorithmName, size: number, transnar: number, transformer: number) =>
  Object.entries({ transnar, transformer }).map(([model, right]) =>
    resultRowWith({
      ...{ algorithm, size, model: model as 'transnar', run: `${model}-laptop-0123abcd`, samples: 40 },
      ...{ each: share(right), value: right / 40 },
    }),
  );
const rows = [
  ...[pair('minimum', 12, 40, 36), pair('minimum', 10, 10, 30), pair('minimum', 14, 30, 31)].flat(),
  ...[pair('bfs', 12, 20, 10), pair('bfs', 10, 38, 8), pair('bfs', 14, 30, 6)].flat(),
];

test('the table has both models at 12 and their differences elsewhere, beside the paper’s', () => {
  const lines = differencesTable(rows).split('\n');
  expect(lines[0]).toBe(
    "| algorithm | seeds | TransNAR, Transformer at 12 | difference at 10 | p at 10 | paper's at 10 | difference at 14 | p at 14 | paper's at 14 |",
  );
  const [bfs, minimum] = lines.slice(2, 4).map((line) => line.split(' | '));
  expect(bfs.slice(0, 3)).toEqual(['| bfs', '1', '0.50, 0.25']);
  expect(bfs[3]).toMatch(/^\+0\.75 \(\+0\.\d\d to \+0\.\d\d\)$/);
  expect(bfs[4]).toBe('< 0.001');
  expect(minimum[3]).toMatch(/^−0\.50 \(−0\.\d\d to −0\.\d\d\)$/);
  expect(minimum[6]).toMatch(/^−0\.03/);
  expect(minimum[7]).toBe('1.000');
  expect(lines.slice(-3, -1)).toEqual([
    '| 10 | 2 | 1 / 1 | 1 / 1 | too few |',
    '| 14 | 2 | 1 / 1 | 1 / 0 | too few |',
  ]);
});

test('the ranks of five or more algorithms are compared with the paper’s', () => {
  const names = ['activity_selector', 'bfs', 'graham_scan', 'insertion_sort', 'minimum'] as const;
  const paper = paperValues();
  const theirs = (algorithm: AlgorithmName) =>
    paperDifference(paper, { algorithm, size: 10, metric: 'clrs', initialisation: 'untrained' })!;
  const inOrder = [...names].sort((a, b) => theirs(a) - theirs(b));
  const ranks = (order: readonly AlgorithmName[]) => {
    const own = order.flatMap((name, i) => [12, 10, 14].flatMap((size) => pair(name, size, 5 * i, 10)));
    return differencesTable(own)
      .split('\n')
      .find((line) => line.startsWith('| 10 |'));
  };
  expect(ranks(inOrder)).toMatch(/\| 5 \| 2 \/ 2 \|.*\| \+1\.00 \|$/);
  expect(ranks([...inOrder].reverse())).toMatch(/−1\.00 \|$/);
});

test('a variant of TransNAR is held to the Transformer as it is', async () => {
  const remedied = rows.map((row) =>
    row.model === 'transnar' && row.algorithm === 'minimum'
      ? { ...row, variant: 'index-features', each: share(39), value: 39 / 40 }
      : row,
  );
  const lines = differencesTable(remedied, { variant: 'index-features' }).split('\n');
  expect(lines[2]).toMatch(/^\| minimum \| 1 \| 0\.97, 0\.90 \| \+0\.23 /);
  expect(lines[3]).toBe('');
  const own = learnedFigures.find(({ name }) => name === 'laptop-learned-index-features')!;
  const drawn = remedied.filter((row) => own.of?.(row));
  expect(new Set(drawn.map(({ model, variant }) => `${model} ${variant}`))).toEqual(
    new Set(['transnar index-features', 'transformer default']),
  );
  expect(textsOf(await draw(own.draw(drawn))).join()).toContain('its memory with index features');
});

test('by size there is a line for every size at which both variants have rows', () => {
  const named = rows.map((row) => ({ ...row, variant: row.model === 'transnar' ? 'read' : 'written' }));
  const lines = differencesBySize(named, { variant: 'read', against: 'written' }).split('\n');
  expect(lines[0]).toBe('| algorithm | size | seeds | TransNAR, Transformer | difference | p |');
  expect(lines.slice(2, 5).map((line) => line.split(' | ').slice(0, 4).join(' '))).toEqual([
    '| bfs 10 1 0.95, 0.20',
    '| bfs 12 1 0.50, 0.25',
    '| bfs 14 1 0.75, 0.15',
  ]);
  expect(lines[5]).toMatch(/^\| minimum \| 10 \| 1 \| 0\.25, 0\.75 \| −0\.50 \(/);
  expect(differencesBySize(named, { variant: 'read', against: 'default' })).toBe(
    'Nothing has been compared yet.\n',
  );
});

describe('figures', () => {
  const figure = (name: string) => learnedFigures.find((each) => each.name === `laptop-learned-${name}`)!;

  test('the differences: a panel for the largest trained size and for each unseen one, sides that are sure coloured', async () => {
    const differences = figure('differences');
    const own = rows.filter((row) => differences.of?.(row));
    expect(new Set(own.map(({ size }) => size))).toEqual(new Set([12, 10, 14]));
    const spec = differences.draw(own);
    const { values } = (spec as unknown as { data: { values: { algorithm: string; side: string }[] } }).data;
    expect(values.map(({ algorithm, side }) => `${algorithm}: ${side}`)).toEqual([
      'bfs: TransNAR ahead',
      'bfs: TransNAR ahead',
      'bfs: TransNAR ahead',
      'minimum: Transformer ahead',
      'minimum: undecided',
      'minimum: undecided',
    ]);
    const texts = textsOf(await draw(spec)).join();
    expect(texts).toContain('size 10');
    expect(texts).toContain('size 14');
    expect(texts).toContain('digitised');
  });

  test('the paper’s figures leave out sizes that the paper does not have', () => {
    const scores = figure('figure-4');
    expect(rows.every((row) => scores.of?.(row))).toBe(true);
    expect(scores.of?.({ ...rows[0], size: 16 })).toBe(false);
  });

  test('curves are of runs that came with the project', () => {
    expect(figure('curves').of?.(rows[0])).toBe(false);
  });
});
