import { expect, test } from 'vitest';
import { markdownTable } from '../../lib/figure/index.ts';

test('a Markdown table has a heading, an alignment and a line for each row', () => {
  const rows = [
    { answers: 'all', size: 10 },
    { answers: 'a|b', size: 12 },
  ];
  expect(markdownTable(rows).split('\n')).toEqual([
    '| answers | size |',
    '| --- | ---: |',
    '| all | 10 |',
    '| a\\|b | 12 |',
  ]);
});
