/** A model of texts with index hints, from its batches to its scores. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import {
  formatSample,
  namesTokenizer,
  transnarSampleAt,
  withIndexHints,
  withoutIndexHints,
} from '../../lib/dataset/index.ts';
import { textScores } from '../../lib/metric/index.ts';
import { answerBudget, generate } from '../../lib/model/transformer/index.ts';
import { solve } from '../../lib/model/transnar/index.ts';
import { freshLearner } from '../../lib/training/fresh-learner.ts';
import { override, presets, runName } from '../../lib/experiment/index.ts';
import { readPredictions } from '../../lib/store/index.ts';
import { type TrainedLanguageModel, evaluateLanguageModel, trainOnText } from '../../lib/training/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-index-hints-'));
const plain = override(presets.smoke.transformer, [
  'algorithms=["insertion_sort"]',
  'transformer.positions={"kind":"sequential"}', // quick to learn
  'transformer.width=16',
  'transformer.layers=1',
  'transformer.feedForward=16',
  'data={"sizes":[3,4],"samples":8,"hints":false,"batch":4,"groups":2}',
  'training.updates=150',
  'evaluation={"sizes":[4],"samples":4}',
]);
const hinted = override(plain, ['data.indexHints=true', 'transformer.context=512']);
let trained: TrainedLanguageModel;

beforeAll(async () => {
  process.env['TRANSNAR_DATA'] = folder;
  await chooseBackend();
  trained = await trainOnText(hinted);
});
afterAll(() => {
  trained.dispose();
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

test('the option that is absent leaves a run its name', () => {
  const absent = { ...plain, data: { ...plain.data, indexHints: undefined } };
  expect(runName(absent)).toBe(runName(plain));
  expect(runName(hinted)).not.toBe(runName(plain));
});

test('it is trained on the same problems, written with hints', () => {
  const [with_, without] = [hinted, plain].map((experiment) => {
    const learner = freshLearner(experiment);
    const groups = learner.task.batch(0);
    const tokenizer = namesTokenizer();
    const texts = groups.map(({ tokens: { tokens, length } }) =>
      tokenizer.decode(tokens.subarray(0, length)),
    );
    learner.task.release(groups);
    learner.dispose();
    return texts;
  });
  // The last token of a text is not read, only predicted: an answer may end in a hint without its element.
  expect(with_.map((text) => withIndexHints(withoutIndexHints(text)).split('\n', 3)[1])).toEqual(
    with_.map((text) => text.split('\n', 3)[1]),
  );
  expect(with_.map((text) => withoutIndexHints(text))).toEqual(without);
  expect(with_).not.toEqual(without);
});

test('it is asked with hints and scored without', async () => {
  await evaluateLanguageModel(trained);
  const predictions = readPredictions(trained.run);
  expect(predictions).toHaveLength(4);
  const raw: string[] = [];
  for (const { algorithm, size, index, question, answer, prediction, ...scores } of predictions) {
    const trajectory = transnarSampleAt('evaluation', algorithm, size, 0, index);
    expect({ question, answer }).toEqual(formatSample(trajectory));
    const written = await writes(question, longestAnswer(size));
    raw.push(written);
    expect(prediction).toBe(withoutIndexHints(written));
    expect(scores).toMatchObject(textScores(question, answer, prediction));
  }
  expect(raw.join(''), 'what it writes has hints').toMatch(/[[ ]\d+:/);
});

test('it solves plain questions with plain answers', async () => {
  const { question, answer } = formatSample(transnarSampleAt('evaluation', 'insertion_sort', 4, 0, 0));
  const { text } = await solve(question, { ...trained, seed: hinted.seed });
  const tokens = trained.tokenizer.encode(withIndexHints(answer)).length;
  expect(text).toBe(withoutIndexHints(await writes(question, answerBudget(tokens))));
});

async function writes(question: string, budget: number): Promise<string> {
  const prompt = { text: withIndexHints(question), budget };
  const [{ text }] = await generate(trained.model, trained.tokenizer, [prompt], { seed: hinted.seed });
  return text;
}

/** The budget that an evaluation gives all answers of a cell. */
function longestAnswer(size: number): number {
  const lengths = [0, 1, 2, 3].map((index) => {
    const sample = transnarSampleAt('evaluation', 'insertion_sort', size, 0, index);
    return trained.tokenizer.encode(formatSample(sample, { indexHints: true }).answer).length;
  });
  return answerBudget(Math.max(...lengths));
}
