/** What trainings of a few updates begin with. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from '../../lib/store/index.ts';
import { createRun } from '../../lib/store/new-run.ts';
import type { TrainingOptions } from '../../lib/training/loop/task.ts';

/** A run in a folder of its own. */
export const freshRun = (name: string): Run =>
  createRun(name, { name, config: {}, command: 'test' }, mkdtempSync(join(tmpdir(), 'transnar-')));

/** A line for every update, and a checkpoint at the end alone. */
export const shortTraining: TrainingOptions = {
  updates: 12,
  schedule: { peak: 0.05, warmup: 0, floor: 1 },
  adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, clip: 1 },
  logEvery: 1,
  checkpointMinutes: 60,
};
