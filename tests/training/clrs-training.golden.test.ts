/** A short training, held update by update to that of google-deepmind/clrs from the same parameters on the same batches. */
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { Optimizer } from '../../lib/optimizer/index.ts';
import { importFromClrs } from '../../lib/training/index.ts';
import { learningRate } from '../../lib/training/loop/schedule.ts';
import { takeUpdate } from '../../lib/training/loop/take-update.ts';
import { narTask } from '../../lib/training/nar-task.ts';
import { experiment } from '../support/clrs-batches.ts';
import { golden, goldenPath } from '../support/golden.ts';

const { losses } = golden<{ readonly losses: readonly number[] }>('clrs-training/losses.json.gz');

// The engine whose sums are rounded least: what differs in the last bit grows from update to update.
beforeAll(async () => {
  await chooseBackend({ backend: 'cpu' });
});

const tolerance = 1e-5;

test('losses, gradients, clipping, Adam and whose parameters an update moves are those of the reference', async () => {
  const reasoner = importFromClrs(goldenPath('clrs-training/start.safetensors'));
  const { schedule, updates } = experiment.training;
  const task = narTask(experiment, reasoner.nar, reasoner.parameters);
  const optimizer = new Optimizer(task.parameters, experiment.training);
  const differences: number[] = [];
  for (let update = 0; update < updates; update++) {
    const rate = learningRate(schedule, update, updates);
    const { result } = await takeUpdate(task, optimizer, { update, learningRate: rate });
    differences.push(Math.abs(result.loss / losses[update] - 1));
  }
  optimizer.dispose();
  reasoner.dispose();
  expect(differences).toHaveLength(losses.length);
  expect(Math.max(...differences)).toBeLessThan(tolerance);
});
