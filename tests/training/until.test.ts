/** Training that ends when answers are good enough. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { override, presets } from '../../lib/experiment/index.ts';
import { readManifest, readMetrics } from '../../lib/store/index.ts';
import { answersTo } from '../../lib/training/answer.ts';
import { evaluateLanguageModel, trainOnText } from '../../lib/training/index.ts';

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
