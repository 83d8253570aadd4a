import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogue } from '../../lib/gallery/index.ts';
import { committedRecords, recordsPage, withRecords } from '../../lib/gallery/records-page.ts';
import { draw, textsOf } from '../support/draw.ts';
import { attemptRows } from '../support/record-rows.ts';

const page = readFileSync(recordsPage, 'utf8');

test('the table of docs/records.md is what its rows give now (else run "npx transnar figures")', () => {
  expect(page).toBe(withRecords(page, committedRecords()));
});

test('it has a line for each attempt: records with their numbers, others with what became of them', () => {
  const rows = [
    ...attemptRows('Adam | as it was', [90, 80, 70]),
    ...attemptRows('Muon', [20, 21, 19]),
    ...attemptRows('one seed', [18]),
    ...attemptRows('Adam', [-300, -300, 100], { model: 'transnar' }),
  ];
  const made = withRecords(page, rows);
  const lines = made.split('\n').filter((line) => /^(\||###)/.test(line));
  expect(lines).toEqual([
    '### searches, Transformer',
    '| record | change | million tokens | minutes | score | seeds | what became of it |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    '| 0 | Adam \\| as it was | 80 (70 to 90) | 1330 (1170 to 1500) | 0.96 (0.96 to 0.96) | 3 | a record |',
    '| 1 | Muon | 20 (19 to 21) | 333 (317 to 350) | 0.96 (0.96 to 0.96) | 3 | a record |',
    '|  | one seed | 18 | 300 | 0.96 | 1 | 1 seeds of 3 |',
    '### searches, TransNAR',
    '| record | change | million tokens | minutes | score | seeds | what became of it |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    '|  | Adam | 233 (100 to 300) | 3890 (1670 to 5000) | 0.653 (0.5 to 0.96) | 3 | 1 of 3 seeds reached the target |',
  ]);
  // Again, it is the same; and the rest of the page stays as it is.
  expect(withRecords(made, rows)).toBe(made);
  expect(withRecords(made, committedRecords())).toBe(page);
});

test('a page without a place for the table is refused', () => {
  expect(() => withRecords('# Records\n', [])).toThrow(/needs a line <!-- prettier-ignore-start -->/);
});

test('the catalogue has a figure of the rows', async () => {
  const figure = catalogue.find(({ name }) => name === 'records')!;
  expect(figure.rows?.name).toBe('records.jsonl');
  expect(textsOf(await draw(figure.draw(attemptRows('Muon', [3]))))).toContain('searches, Transformer');
});
