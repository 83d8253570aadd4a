import { DataFrame, toJSON } from 'danfojs-node';
import { expect, test } from 'vitest';

/** The calls that notebooks rely on; others of this library are known to be wrong (see CONTRIBUTING.md). */
const rows = [
  { family: 'graphs', steps: 4, tokens: 10 },
  { family: 'search', steps: 3, tokens: 7 },
  { family: 'graphs', steps: 7, tokens: 20 },
];

test('a frame keeps the rows that it is made of', () => {
  const frame = new DataFrame(rows);
  expect(frame.shape).toEqual([3, 3]);
  expect(toJSON(frame)).toEqual(rows);
});

test('groups are aggregated by several functions for each column', () => {
  const frame = new DataFrame(rows);
  const byFamily = frame.groupby(['family']).agg({ steps: ['mean', 'max'], tokens: ['mean', 'max'] });
  expect(toJSON(byFamily)).toEqual([
    { family: 'graphs', steps_mean: 5.5, steps_max: 7, tokens_mean: 15, tokens_max: 20 },
    { family: 'search', steps_mean: 3, steps_max: 3, tokens_mean: 7, tokens_max: 7 },
  ]);
});
