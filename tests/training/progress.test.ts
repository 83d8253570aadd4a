import { expect, test } from 'vitest';
import { type ProgressState, describeProgress, duration, tracker } from '../../lib/training/progress.ts';

test.each([
  [42.4, '42 s'],
  [200, '3 min 20 s'],
  [7500, '2 h 05 min'],
])('%d seconds read as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test('reports at most once an interval, and always at the end', () => {
  const seen: ProgressState[] = [];
  const report = tracker('count', 1000, (state) => seen.push(state), 3600);
  for (let done = 1; done <= 1000; done++) report(done, 'note');
  expect(seen.map(({ done }) => done)).toEqual([1, 1000]);
  expect(describeProgress(seen[1])).toBe('count 1000/1000 · note · done');
});
