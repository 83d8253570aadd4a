import { expect, test } from 'vitest';
import { describeScores, meanScore } from '../../../lib/training/loop/validation.ts';

const scores = { bfs: 0.9, dfs: 0.5, minimum: 1 };
const family = (name: string) => (name === 'minimum' ? 'searching' : 'graphs');

test('the mean is over the names, not over the groups', () => {
  expect(meanScore(scores)).toBeCloseTo(0.8, 12);
});

test('scores are reported in short, by group where there are groups', () => {
  expect(describeScores('val', scores, family)).toBe('val .80 (graphs .70 searching 1.00)');
  expect(describeScores('val', scores)).toBe('val .80');
});
