/** How far a run has come: by what is saved, where nobody works on it any more. */
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { writeMetrics } from '../../lib/store/metrics.ts';
import { finishRun } from '../../lib/store/new-run.ts';
import { keptLines, reached } from '../../lib/store/reached.ts';
import { holding } from '../../lib/store/run-lock.ts';
import { encodeSafetensors } from '../../lib/store/safetensors.ts';
import { freshRun } from '../support/trainings.ts';

const line = (update: number) => ({
  update,
  loss: 10 / update,
  gradientNorm: 1,
  learningRate: 1,
  seconds: update,
});

function killedRun(saved: number | undefined) {
  const run = freshRun('run');
  writeMetrics(run, [line(2), line(4), line(6), line(8)]);
  if (saved !== undefined) {
    writeFileSync(run.checkpoint, encodeSafetensors(new Map(), { update: String(saved) }));
  }
  return run;
}

test('of one that was killed, to its checkpoint: what came later is lost', () => {
  expect(reached(killedRun(5))).toEqual({ ...line(4), update: 5 });
  expect(reached(killedRun(1))).toEqual({ update: 1 });
  expect(reached(killedRun(undefined))).toBeUndefined();
  const all = [line(2), line(4), line(6), line(8)];
  expect(keptLines(all, { update: 5 })).toEqual([line(2), line(4)]);
  expect([...keptLines(all, { update: 1 }), ...keptLines(all, { update: 0 })]).toEqual([]);
});

test('of one that is worked on or has ended, to the end of its curve', async () => {
  const run = killedRun(5);
  await holding(run, () => Promise.resolve(expect(reached(run)).toEqual(line(8))));
  finishRun(run, { updates: 8 });
  expect(reached(run)).toEqual(line(8));
});

test('a checkpoint that cannot be read says nothing', () => {
  const run = killedRun(5);
  writeFileSync(run.checkpoint, 'no checkpoint');
  expect(reached(run)).toBeUndefined();
});
