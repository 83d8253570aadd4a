/** Texts that do not fit the context of a model are refused before the models that it needs are trained. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { campaignNamed, cellsOf } from '../../lib/campaign/index.ts';
import { formatSample, transnarSampleAt } from '../../lib/dataset/index.ts';
import { learningPart } from '../../lib/experiment/distillation-experiment.ts';
import { override, presets } from '../../lib/experiment/index.ts';
import { tokenizerNamed } from '../../lib/training/models.ts';
import { requireRoom } from '../../lib/training/room-for-texts.ts';
import { trainExperiment } from '../../lib/training/index.ts';

const { transnar, distilled } = presets.smoke;
const folder = mkdtempSync(join(tmpdir(), 'transnar-room-'));

beforeAll(() => {
  process.env['TRANSNAR_DATA'] = folder;
  process.env['TRANSNAR_CHECKPOINTS'] = folder;
});
afterAll(() => {
  delete process.env['TRANSNAR_DATA'];
  delete process.env['TRANSNAR_CHECKPOINTS'];
  rmSync(folder, { recursive: true });
});

describe('nothing is trained', () => {
  test.each([
    ['TransNAR', override(transnar, ['transformer.context=40']), 'raise transformer.context'],
    [
      'its looks',
      override(transnar, [
        'training.until={"metric":"clrs","value":1,"size":40,"samples":2,"every":5}',
        'transformer.context=512',
      ]),
      'choose another training.until.size',
    ],
    ['its evaluation', override(transnar, ['evaluation.sizes=[5,40]']), 'leave 40 out of evaluation.sizes'],
    [
      'its labels',
      override(transnar, ['data.indexHints=true', 'data.indexLabels=3']),
      'data.indexLabels (3)',
    ],
    ['a student', override(distilled, ['student.transformer.context=40']), 'the context is 40'],
  ])('for %s', async (_, experiment, message) => {
    await expect(trainExperiment(experiment)).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('a text fits to the token: the last one is written, and not read', () => {
  const only = override(transnar, ['algorithms=["minimum"]', 'data.sizes=[5]', 'evaluation.sizes=[5]']);
  const tokenizer = tokenizerNamed(only.tokenizer);
  const tokens = ['train', 'validation'].map((split) => {
    const { question, answer } = formatSample(
      transnarSampleAt(split as 'train', 'minimum', 5, 0, 0),
      only.data,
    );
    return tokenizer.encode(question).length + tokenizer.encode(answer).length;
  });
  const context = Math.max(...tokens) - 1;
  expect(refusal(override(only, [`transformer.context=${context}`]))).toBe('');
  expect(refusal(override(only, [`transformer.context=${context - 1}`]))).toContain(
    `takes ${context + 1} tokens`,
  );
});

test('labels take the room of the longest', () => {
  const only = ['algorithms=["minimum"]', 'data.sizes=[5]', 'evaluation.sizes=[4]', 'transformer.context=1'];
  const taken = (labels: number) => {
    const named = override(transnar, [...only, 'data.indexHints=true', `data.indexLabels=${labels}`]);
    return Number(/takes (\d+) tokens/.exec(refusal(named))![1]);
  };
  // A digit more before each of five elements, and one in the answer.
  expect(taken(100) - taken(9)).toBe(6);
});

test('all campaigns have room', () => {
  for (const name of ['smoke', 'laptop', 'laptop-remedies', 'laptop-together', 'laptop-taught', 'paper']) {
    for (const { experiment } of cellsOf(campaignNamed(name)))
      expect(refusal(learningPart(experiment))).toBe('');
  }
});

function refusal(experiment: typeof transnar): string {
  try {
    requireRoom(experiment, tokenizerNamed(experiment.tokenizer));
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
