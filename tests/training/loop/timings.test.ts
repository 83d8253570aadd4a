import { expect, test } from 'vitest';
import { Timings } from '../../../lib/training/loop/timings.ts';

test('the slowest kinds are named, the others summed up, and the whole is extrapolated from all of them', () => {
  const timings = new Timings();
  for (let round = 0; round < 3; round++) {
    ['a', 'b', 'c', 'd', 'e', 'f', 'slow'].forEach((kind) => timings.add(kind, kind === 'slow' ? 4 : 0.5));
  }
  expect(timings.report(1400).split('\n')).toEqual([
    'Measured on 14 updates: all 1400 take about 23 min 20 s, validation not counted. Slowest:',
    '  slow          4.0 s an update  57 % of the time',
    '  a            0.50 s an update  7 % of the time',
    '  b            0.50 s an update  7 % of the time',
    '  c            0.50 s an update  7 % of the time',
    '  d            0.50 s an update  7 % of the time',
    '  the other 2  0.50 s an update  14 % of the time',
  ]);
});
