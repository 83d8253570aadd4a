/** What checkpoints say of progress, right or wrong. */
import { expect, test } from 'vitest';
import { noProgress, progressMetadata, readProgress } from '../../../lib/training/loop/saved-progress.ts';

const progress = {
  ...{ update: 12, seconds: 3.25, waited: 0.5, checked: 0.125, tokens: 400 },
  ...{ bestScore: 0.75, lossSum: -1.5, lossCount: 2, owed: 0.25 },
};
const metadata = progressMetadata(progress);

test('what was saved is read, also before the first validation, and of older versions', () => {
  expect(readProgress({ ...metadata, config: '{}' }, 'file', 20)).toEqual(progress);
  expect(readProgress(progressMetadata(noProgress), 'file', 20)).toEqual(noProgress);
  expect(readProgress({ update: '12', seconds: '3.25' }, 'file', 20)).toEqual({
    ...noProgress,
    update: 12,
    seconds: 3.25,
  });
});

test.each([
  [{ update: '2x' }, 'update is "2x"'],
  [{ update: '1000000000' }, 'it is of update 1000000000 of a training that ends at 20'],
  [{ update: '21' }, 'it is of update 21 of a training that ends at 20'],
  [{ update: '-1' }, 'update is "-1"'],
  [{ update: '1.5' }, 'update is "1.5"'],
  [{ update: '' }, 'update is ""'],
  [{ update: ' 12' }, 'update is " 12"'],
  [{ update: 'NaN' }, 'update is "NaN"'],
  [{ seconds: 'x' }, 'seconds is "x"'],
  [{ seconds: 'Infinity' }, 'seconds is "Infinity"'],
  [{ waited: '-1' }, 'waited is "-1"'],
  [{ bestScore: 'x' }, 'bestScore is "x"'],
  [{ bestScore: '2' }, 'bestScore is "2"'],
  [{ bestScore: 'Infinity' }, 'bestScore is "Infinity"'],
  [{ lossSum: 'NaN' }, 'lossSum is "NaN"'],
  [{ lossCount: '0.5' }, 'lossCount is "0.5"'],
  [{ tokens: '1e400' }, 'tokens is "1e400"'],
  [{ owed: '-2' }, 'owed is "-2"'],
])('%j is refused', (change, message) => {
  expect(() => readProgress({ ...metadata, ...change }, 'some/file', 20)).toThrow(
    `some/file is damaged: ${message}. Restore it.`,
  );
});

test.each(['update', 'seconds'])('%s may not be missing', (field) => {
  const without = Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== field));
  expect(() => readProgress(without, 'file', 20)).toThrow(`file is damaged: ${field} is missing.`);
});
