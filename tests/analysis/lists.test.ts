import { describe, expect, test } from 'vitest';
import {
  answerForm,
  problemSetScores,
  errorsByPosition,
  formScores,
  indexErrors,
  indexSearchAlgorithms,
  lengthCounts,
} from '../../lib/analysis/index.ts';
import { algorithmNames } from '../../lib/dataset/index.ts';
import { said, searches } from './answers.ts';

describe('errors by position', () => {
  test('are shares of the answers of the right shape', () => {
    const errors = errorsByPosition(searches);
    // Right, twice wrong, and one with an illegal element: four of eight.
    expect(errors.map(({ position, mean }) => [position, mean])).toEqual([
      [0, 0],
      [1, 0.25],
      [2, 0],
      [3, 0.75],
    ]);
    expect(errors[3]).toMatchObject({
      algorithm: 'bfs',
      size: 4,
      output: 'pi',
      answers: 8,
      misshapen: 4,
      count: 4,
    });
    // One of four is wrong: a deviation of 1/2, so 1/4 +- 3.18245 * 1/4, with Student's t for 3 degrees of freedom.
    expect(errors[1].low).toBeCloseTo(0.25 - 3.18245 / 4, 4);
  });

  test('leave single values out, also beside a list, and number matrices row by row', () => {
    const sorted = said({ algorithm: 'topological_sort', answer: '[1 2 2], 0', prediction: '[1 2 2], 1' });
    const matrix = said({
      algorithm: 'floyd_warshall',
      answer: '[[0 1], [0 1]]',
      prediction: '[[0 1], [1 1]]',
    });
    const minimum = said({ algorithm: 'minimum', answer: '1', prediction: '2' });
    const errors = errorsByPosition([sorted, matrix, minimum]);
    expect(errors.map(({ output, position, mean }) => [output, position, mean])).toEqual([
      ...[0, 1, 2, 3].map((position) => ['Pi', position, position === 2 ? 1 : 0]),
      ...[0, 1, 2].map((position) => ['topo', position, 0]),
    ]);
  });

  test('are none where every answer has another shape', () => {
    expect(errorsByPosition(searches.slice(3, 5))).toEqual([]);
  });
});

test('lengths are counted in elements, for all answers that are built like one', () => {
  const about = { algorithm: 'bfs', size: 4, output: 'pi', answers: 8, unread: 2, truth: 4 };
  expect(lengthCounts(searches)).toEqual([
    { ...about, predicted: 3, count: 1 },
    { ...about, predicted: 4, count: 4 },
    { ...about, predicted: 5, count: 1 },
  ]);
  const matrix = said({ algorithm: 'floyd_warshall', answer: '[[0 1], [0 1]]', prediction: '[[0 1]]' });
  expect(lengthCounts([matrix])).toMatchObject([{ truth: 4, predicted: 2, count: 1 }]);
});

describe('index errors', () => {
  test('are signed distances of every output that is an index', () => {
    const pairs = [
      ['1, 3', '1, 3'],
      ['1, 3', '2, 3'],
      ['1, 3', '0, 3'],
      ['1, 3', '0, 1'],
      ['1, 3', '0, -'],
    ];
    const answers = pairs.map(([answer, prediction], index) =>
      said({ algorithm: 'find_maximum_subarray_kadane', index, answer, prediction }),
    );
    const errors = indexErrors([...answers, ...searches]);
    expect(errors.map(({ output, distance, count, unread }) => [output, distance, count, unread])).toEqual([
      ['start', -1, 3, 0],
      ['start', 0, 1, 0],
      ['start', 1, 1, 0],
      ['end', -2, 1, 1],
      ['end', 0, 3, 1],
    ]);
  });

  test('are none where there is no such node', () => {
    const answers = ['3', '4', '10302'].map((prediction, index) =>
      said({ algorithm: 'minimum', size: 4, index, answer: '1', prediction }),
    );
    expect(indexErrors(answers)).toMatchObject([{ distance: 2, count: 1, answers: 3, unread: 2 }]);
  });

  test('belong to all algorithms of the paper’s list, and those answer with single values', () => {
    for (const algorithm of indexSearchAlgorithms) expect(answerForm(algorithm)).toBe('single value');
  });
});

describe('means', () => {
  test('of a cell come with the interval over its answers', () => {
    const [cell] = problemSetScores(searches.slice(0, 2));
    expect(cell).toMatchObject({ algorithm: 'bfs', size: 4, form: 'list', metric: 'clrs', mean: 0.875 });
    expect(cell.standardError).toBeCloseTo(0.125, 12);
    expect(cell.high).toBeCloseTo(0.875 + 12.7062 * 0.125, 3);
  });

  test('of shape keep the algorithms apart that cannot fail it', () => {
    const minimum = [0, 1].map((index) =>
      said({ algorithm: 'minimum', index, answer: '1', prediction: `${index}` }),
    );
    const sort = [0, 1].map((index) =>
      said({ algorithm: 'insertion_sort', index, answer: '[0.1 0.2]', prediction: '[0.1]' }),
    );
    const answers = [...minimum, ...sort, ...searches.slice(2, 4)];
    const shape = formScores(answers, 'shape');
    expect(shape).toMatchObject([
      { form: 'list', size: 4, algorithms: 2, mean: 0.25 },
      { form: 'single value', size: 4, algorithms: 1, mean: 1, standardError: 0, low: 1, high: 1 },
    ]);
    // One list algorithm at 0, the other at 1/2 with an error of 1/2: their mean has half of that.
    expect(shape[0].standardError).toBeCloseTo(0.25, 12);
    expect(shape[0].high).toBeCloseTo(0.25 + 1.96 * 0.25, 3);
  });
});

test('answers are single values for seven algorithms, by their spec', () => {
  expect(algorithmNames.filter((name) => answerForm(name) === 'single value')).toEqual([
    'binary_search',
    'find_maximum_subarray_kadane',
    'kmp_matcher',
    'minimum',
    'naive_string_matcher',
    'quickselect',
    'segments_intersect',
  ]);
});
