import { describe, expect, test } from 'vitest';
import { recordsFigure } from '../../lib/figure/index.ts';
import { draw, textsOf } from '../support/draw.ts';
import { attemptRows } from '../support/record-rows.ts';

const rows = [
  ...attemptRows('Adam', [90, 80, 70]),
  ...attemptRows('Muon', [20, 21, 19]),
  ...attemptRows('half of the samples', [18, -24, 22]),
  ...attemptRows('Adam', [50], { model: 'transnar', set: 'four' }),
];

interface Value {
  readonly kind: string;
  readonly tokens: number;
  readonly minutes: number;
}

const valuesOf = (spec: object) =>
  (spec as { vconcat: { data: { values: Value[] } }[] }).vconcat.map(({ data }) => data.values);

describe('the figure of records', () => {
  test('has a mark for each seed of each attempt, in millions of tokens and in minutes', () => {
    const [searches, four] = valuesOf(recordsFigure(rows));
    expect(searches.map(({ tokens }) => tokens)).toEqual([90, 80, 70, 20, 21, 19, 18, 24, 22]);
    expect(four).toEqual([
      { label: expect.any(String) as string, kind: 'record', tokens: 50, minutes: 833.3 },
    ]);
  });

  test('tells records, attempts that are none, and seeds that did not reach the target', async () => {
    const [searches] = valuesOf(recordsFigure(rows));
    const kinds = searches.map(({ kind }) => kind);
    expect(kinds).toEqual([...Array<string>(6).fill('record'), 'none', 'missed', 'none']);
    const svg = await draw(recordsFigure(rows));
    const marks = (pattern: RegExp) => [...svg.matchAll(pattern)].length;
    // Twice, over tokens and over minutes.
    expect(marks(/<path[^>]*fill="#D55E00"/g)).toBe(2 * 6);
    expect(marks(/<path[^>]*fill="#0072B2"/g)).toBe(2 * 1);
    expect(marks(/<path[^>]*stroke="#999999" stroke-width="2"/g)).toBe(2 * 3);
  });

  test('says the change of each, the number of a record, and what became of the others', async () => {
    const texts = textsOf(await draw(recordsFigure(rows))).map((text) =>
      text.replaceAll('\u2002', ' ').trim(),
    );
    expect(texts).toEqual(
      expect.arrayContaining([
        'searches, Transformer',
        'four, TransNAR',
        '0 Adam',
        '1 Muon',
        '– half of the samples',
        '2 of 3 seeds reached the target',
        'million tokens',
        'minutes of one thread',
      ]),
    );
  });

  test('breaks the line of a long change', async () => {
    const change =
      'embeddings see the three tokens before their own, and everything else is as it was before';
    const texts = textsOf(await draw(recordsFigure(attemptRows(change, [1])))).map((text) => text.trim());
    const lines = texts.map((text) => text.replace(/^0\u2002/, '')).filter((text) => change.includes(text));
    expect(lines.join(' ')).toBe(change);
    expect(lines).toHaveLength(2);
  });

  test('refuses to draw nothing', () => {
    expect(() => recordsFigure([])).toThrow('There are no attempts at records to draw.');
  });
});
