import { expect, test } from 'vitest';
import { withProblemScores } from '../../lib/campaign/problem-scores.ts';
import type { Prediction } from '../../lib/store/index.ts';
import { resultRowWith } from '../support/result-rows.ts';

const scores = [0.25, 1 / 3, 1];
const answers = scores.map((clrs, index) => ({
  ...{
    algorithm: 'bfs',
    size: 6,
    index,
    question: '',
    answer: '',
    prediction: '',
    ended: true,
    step: 1,
    seconds: 0,
  },
  ...{ shape: 1, parse: 1, clrs, exact: 0, valid: 0 },
})) satisfies Prediction[];
const row = resultRowWith({ samples: 3, value: 0.5278 });

test('rows get the scores of their problems, in the order of the problems', () => {
  const [withEach] = withProblemScores([row], [answers[2], answers[0], answers[1]]);
  expect(withEach).toEqual({ ...row, each: [0.25, 0.3333, 1] });
  const [shape] = withProblemScores([{ ...row, metric: 'shape' }], answers);
  expect(shape.each).toEqual([1, 1, 1]);
});

test('a row of fewer samples has those alone; without all its answers it stays as it is', () => {
  expect(withProblemScores([{ ...row, samples: 2 }], answers)[0].each).toEqual([0.25, 0.3333]);
  const others = [
    { ...row, samples: 4 },
    { ...row, size: 7 },
    { ...row, metric: 'exact' as const },
  ];
  expect(withProblemScores(others, answers)).toEqual(others);
});
