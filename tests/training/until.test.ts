/** Training that ends when answers are good enough. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { override, presets } from '../../lib/experiment/index.ts';
import { Nar } from '../../lib/model/nar/index.ts';
import { Parameters } from '../../lib/model/parameters.ts';
import { readManifest, readMetrics } from '../../lib/store/index.ts';
import { answersTo } from '../../lib/training/answer.ts';
import { evaluateLanguageModel, trainOnText } from '../../lib/training/index.ts';
import type { Need } from '../../lib/training/kind.ts';
import { textKind } from '../../lib/training/train-on-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-until-'));
const base = override(presets.smoke.transformer, [
  'algorithms=["minimum","bfs"]',
  'transformer.width=8',
  'transformer.layers=1',
  'transformer.feedForward=8',
  'data={"sizes":[3,4],"samples":4,"hints":false,"batch":4,"groups":2}',
  'training.updates=6',
  'evaluation={"sizes":[4],"samples":3}',
]);
const until = { metric: 'parse', value: 0, size: 4, samples: 3, every: 2 } as const;

beforeAll(async () => {
  process.env['TRANSNAR_DATA'] = folder;
  await chooseBackend();
});
afterAll(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

test('ends at the first look that is good enough; its rows say how many updates it had', async () => {
  const trained = await trainOnText({ ...base, training: { ...base.training, until } });
  expect(readManifest(trained.run)).toMatchObject({ updates: 2 });
  const looks = readMetrics(trained.run).filter(({ scores }) => scores);
  const answerer = { ...trained, bank: undefined };
  for (const algorithm of ['minimum', 'bfs'] as const) {
    const answers = await answersTo({ split: 'validation', algorithm, size: 4, samples: 3 }, answerer);
    const mean = answers.reduce((sum, { parse }) => sum + parse, 0) / 3;
    expect(looks[0].scores![algorithm]).toBeCloseTo(mean, 12);
  }
  const rows = await evaluateLanguageModel(trained);
  expect(new Set(rows.map(({ step }) => step))).toEqual(new Set([2]));
  trained.dispose();
});

test('a score of the value itself is enough', async () => {
  const scoreOfFirstLook = async (value: number) => {
    const trained = await trainOnText({
      ...base,
      training: { ...base.training, until: { ...until, value } },
    });
    trained.dispose();
    const { score = NaN } = readMetrics(trained.run).find((line) => line.scores)!;
    return { updates: readManifest(trained.run).updates, score };
  };
  const { score } = await scoreOfFirstLook(0);
  expect(await scoreOfFirstLook(score)).toEqual({ updates: 2, score });
});

test('looks at problems of the validation split, never at those of the evaluation', async () => {
  const trained = await trainOnText({ ...base, training: { ...base.training, until } });
  const answerer = { ...trained, bank: undefined };
  const questions = async (split: 'validation' | 'evaluation') =>
    (await answersTo({ split, algorithm: 'minimum', size: 4, samples: 3 }, answerer)).map(
      (each) => each.question,
    );
  const evaluated = await questions('evaluation');
  expect((await questions('validation')).filter((question) => evaluated.includes(question))).toEqual([]);
  trained.dispose();
});

test('goes on to its last update where no score is enough', async () => {
  const never = { ...until, metric: 'exact', value: 1 } as const;
  const trained = await trainOnText({ ...base, training: { ...base.training, until: never } });
  expect(readManifest(trained.run).updates).toBe(6);
  trained.dispose();
});

/** How often the reasoner of a TransNAR is asked in each of two looks. */
async function askedInLooks(frozen: boolean): Promise<number[]> {
  const experiment = override(presets.smoke.transnar, [
    'algorithms=["minimum","bfs"]',
    `reader.frozen=${String(frozen)}`,
    `training.until=${JSON.stringify(until)}`,
  ]);
  const { model, algorithms } = experiment.reader!.nar;
  const [parameters, ofNar] = [Parameters.seeded(0), Parameters.seeded(1)];
  const trained = { nar: new Nar(model, algorithms, ofNar), parameters: ofNar };
  const need = (() => Promise.resolve(trained)) as unknown as Need;
  const { assign } = await textKind.build(experiment, parameters, need);
  const { task } = await assign();
  const memory = vi.spyOn(Nar.prototype, 'memory');
  const asked: number[] = [];
  for (let look = 0; look < 2; look++) {
    memory.mockClear();
    await task.validation!.scores(() => Promise.resolve());
    asked.push(memory.mock.calls.length);
  }
  memory.mockRestore();
  parameters.dispose();
  ofNar.dispose();
  return asked;
}

test('a look asks a reasoner that learns anew, and a frozen one only what it has not said before', async () => {
  expect(await askedInLooks(false)).toEqual([2, 2]); // once for the problems of each algorithm
  expect(await askedInLooks(true)).toEqual([2, 0]);
});
