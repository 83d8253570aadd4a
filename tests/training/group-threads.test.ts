/** Threads over the groups of an update: the same bits as one after the other, and what is told when one of them fails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type * as backendSource from '../../lib/backend/index.ts';
import type * as experimentSource from '../../lib/experiment/index.ts';
import type { LanguageExperiment } from '../../lib/experiment/index.ts';
import type * as optimizerSource from '../../lib/optimizer/index.ts';
import type * as memorySource from '../../lib/training/group-memory.ts';
import type * as trainingSource from '../../lib/training/index.ts';
import { valuesOf } from '../support/parameter-values.ts';

// A worker thread cannot load TypeScript, so the threads are tested as they are built, and nothing beside: of two copies of
// the backend only one can give tfjs its kernels.
const load = async <T>(path: string) =>
  (await import(new URL(`../../dist/lib/${path}.js`, import.meta.url).href)) as T;
const { chooseBackend, computingThreads, findEngine, productFlops } =
  await load<typeof backendSource>('backend/index');
const { override, presets } = await load<typeof experimentSource>('experiment/index');
const { partOf } = await load<typeof optimizerSource>('optimizer/index');
const { SharedNumbers, shapesOf, sizeOfAll } = await load<typeof memorySource>('training/group-memory');
const { freshLearner, trainExperiment } = await load<typeof trainingSource>('training/index');

const tiny = [
  'algorithms=["minimum","bfs"]',
  'transformer.width=16',
  'transformer.layers=2',
  'transformer.feedForward=24',
  'data={"sizes":[3,4],"samples":8,"hints":false,"batch":6,"groups":3}',
  'training.updates=6',
];
const nar = override(presets.smoke.nar, [
  'algorithms=["minimum","bfs"]',
  'model.width=4',
  'model.tripletWidth=2',
  'data={"sizes":[3,4],"batch":2}',
  'training.updates=2',
  'validation={"every":2,"size":4,"samples":2}',
]);
const transformer = override(presets.smoke.transformer, tiny);
const transnar = override(presets.smoke.transnar, [...tiny, `reader.nar=${JSON.stringify(nar)}`]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transnar-groups-'));
  process.env['TRANSNAR_DATA'] = folder;
});
afterEach(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

async function computeWith(threads: number): Promise<void> {
  await chooseBackend({ backend: 'native', threads });
  expect(computingThreads()).toBe(threads);
}

/** All parameters after training on so many threads, each for some updates in turn, with a new start for all. */
async function trained(experiment: LanguageExperiment, threads: readonly number[]): Promise<number[][]> {
  rmSync(join(folder, 'runs'), { recursive: true, force: true });
  if (experiment.reader) (await trainExperiment(experiment.reader.nar)).dispose();
  for (const [sitting, count] of threads.entries()) {
    await computeWith(count);
    if (sitting === threads.length - 1) break;
    const controller = new AbortController();
    controller.abort();
    const training = trainExperiment(experiment, { signal: controller.signal });
    await expect(training).rejects.toThrow(`Interrupted after update ${sitting + 1} of 6`);
  }
  const result = await trainExperiment(experiment);
  const values = valuesOf(result.parameters.entries());
  result.dispose();
  return values;
}

const native = await findEngine('native');

describe.runIf(!('problem' in native))('groups on several threads', () => {
  test('leave no tensor of the batch that was made to see whether it can be', async () => {
    await computeWith(2);
    const before = tf.memory().numTensors;
    (await trainExperiment(transnar)).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    ['a Transformer', transformer],
    ['a Transformer in bfloat16', override(transformer, ['training.precision="bfloat16"'])],
    ['TransNAR', transnar],
    ['TransNAR with a reasoner that learns', override(transnar, ['reader.frozen=false'])],
  ])('%s learns the same bits on one thread, on two and on three, and in turns', async (_, experiment) => {
    const alone = await trained(experiment, [1]);
    for (const threads of [[3], [2, 1, 3]]) expect(await trained(experiment, threads)).toEqual(alone);
  });

  test.each([
    ['a Transformer', transformer],
    ['TransNAR', transnar],
  ])(
    'of %s have the loss, the gradients, the tokens and the operations of groups on one',
    async (_, experiment) => {
      await computeWith(2);
      const learner = freshLearner(experiment);
      const { elsewhere, ...task } = learner.task;
      const { parts, tokens, flops } = await elsewhere!.parts(3);
      const [part, ...more] = parts.map((make) => make());
      const before = productFlops()!;
      const groups = task.batch(3);
      const own = task.losses(groups, 3).map((loss) => partOf(loss, task.parameters, 'float32'));
      expect({ more, tokens, flops }).toEqual({
        ...{ more: [], tokens: task.tokens!(groups), flops: productFlops()! - before },
      });
      expect(part.loss).toBe(own.reduce((sum, { loss }) => sum + loss.dataSync()[0], 0));
      for (const name of task.parameters.keys()) {
        const each = own.flatMap(({ gradients }) => gradients.get(name) ?? []);
        const sum = each.reduce((total, gradient) => total.add(gradient));
        expect([...part.gradients.get(name)!.dataSync()]).toEqual([...sum.dataSync()]);
      }
      task.release(groups);
      learner.dispose();
    },
  );

  test('are for small models alone, and for several threads', async () => {
    const large = override(transformer, ['transformer.width=512', 'transformer.feedForward=2048']);
    for (const [threads, experiment] of [
      [1, transformer],
      [2, large],
    ] as const) {
      // prettier-ignore
      await computeWith(threads);
      const learner = freshLearner(experiment);
      expect(learner.task.elsewhere).toBeUndefined();
      learner.dispose();
    }
  });

  test('what fails in a thread ends the training with its message', async () => {
    await computeWith(2);
    const narrow = override(transformer, ['transformer.context=8']);
    await expect(trainExperiment(narrow)).rejects.toThrow(/context/);
  });
});

test('numbers that threads share keep their order, and what is absent is 0', () => {
  const tensors = new Map<string, tf.Tensor>([
    ['b', tf.tensor2d([1, 2, 3, 4], [2, 2])],
    ['a', tf.scalar(5)],
  ]);
  const shapes = shapesOf(tensors);
  const numbers = new SharedNumbers(sizeOfAll(shapes), 2);
  numbers.write(1, shapes, tensors);
  numbers.write(0, shapes, new Map([['a', tf.scalar(6)]]));
  const elsewhere = new SharedNumbers(sizeOfAll(shapes), 2, numbers.buffer);
  const read = (set: number) => [...elsewhere.read(set, shapes)].map(([name, values]) => [name, [...values]]);
  expect(read(0)).toEqual([['b', [0, 0, 0, 0]], ['a', [6]]]); // prettier-ignore
  expect(read(1)).toEqual([['b', [1, 2, 3, 4]], ['a', [5]]]); // prettier-ignore
  elsewhere.addUp(2, shapes);
  expect(read(0)).toEqual([['b', [1, 2, 3, 4]], ['a', [11]]]); // prettier-ignore
});
