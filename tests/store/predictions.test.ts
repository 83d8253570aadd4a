/** Answers of evaluations that are older than a score. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { formatSample, sampleAt } from '../../lib/dataset/index.ts';
import { metricNames, textScores } from '../../lib/metric/index.ts';
import { type Prediction, readPredictions } from '../../lib/store/index.ts';
import { writePredictions } from '../../lib/store/predictions.ts';

const folder = mkdtempSync(join(tmpdir(), 'predictions-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { question, answer } = formatSample(sampleAt('bfs', 5, 0, 0));
const prediction = answer.replace(/\d/, '4');
const about = { algorithm: 'bfs', size: 5, index: 0, ended: true, step: 1, seconds: 0.5 } as const;
const whole: Prediction = {
  ...about,
  ...{ question, answer, prediction },
  ...textScores(question, answer, prediction),
};

test('answers come back as they were written', () => {
  writePredictions({ evaluation: folder }, [whole]);
  expect(readPredictions({ evaluation: folder })).toEqual([whole]);
});

test.each(metricNames)('answers that were written before there was the score %s get it', (metric) => {
  const older = Object.fromEntries(Object.entries(whole).filter(([field]) => field !== metric));
  writeFileSync(join(folder, 'predictions.jsonl'), `${JSON.stringify(older)}\n`);
  expect(readPredictions({ evaluation: folder })).toEqual([whole]);
});
