import { describe, expect, test } from 'vitest';
import { type Deciding, agreements, reasonerAnswers } from '../../lib/analysis/index.ts';
import { type Batch, type Features, algorithm, formatSample, sampleAt } from '../../lib/dataset/index.ts';
import { presets } from '../../lib/experiment/presets.ts';
import { said } from './answers.ts';
import { nar } from './reading.ts';

const experiment = presets.smoke.nar;

const asked = (name: 'bfs' | 'insertion_sort' | 'bridges' | 'minimum', size: number, index: number) => {
  const { question } = formatSample(sampleAt(name, size, 'asked', index, { truncateDecimals: 3 }));
  return { algorithm: name, size, index, question };
};

/** Decides as the function says, given the truth. */
const deciding = (decide: (outputs: Features, batch: Batch) => Features): Deciding => ({
  nar: { predict: (batch) => ({ outputs: decide(batch.outputs, batch), hints: {} }) },
  experiment,
});

describe('the reasoner’s answers', () => {
  test.each(['bfs', 'insertion_sort', 'bridges', 'minimum'] as const)(
    'to %s are the true texts where its decisions are the true outputs',
    (name) => {
      // Two sizes, and more problems than one batch takes.
      const problems = [...Array(11).keys()].map((index) => asked(name, 4 + (index % 2), index));
      const answers = reasonerAnswers(
        deciding((outputs) => outputs),
        problems,
      );
      expect(answers).toHaveLength(11);
      for (const answer of answers) {
        const problem = problems.find(({ index }) => index === answer.index)!;
        expect(answer).toMatchObject({ ...problem, exact: 1, clrs: 1, ended: true });
        expect(answer.prediction).toBe(answer.answer);
      }
    },
  );

  test('say what it decides', () => {
    const [answer] = reasonerAnswers({ nar, experiment }, [asked('bfs', 5, 3)]);
    const trajectory = sampleAt('bfs', 5, 'asked', 3, { truncateDecimals: 3 });
    const one = reasonerAnswers(
      deciding(({ pi }) => ({ pi: { ...pi, data: Float64Array.from([4, 4, 4, 4, 0]) } })),
      [asked('bfs', 5, 3)],
    );
    expect(one[0].prediction).toBe('[4 4 4 4 0]\n\n');
    expect(one[0].clrs).toBe(
      [4, 4, 4, 4, 0].filter((to, node) => trajectory.outputs['pi'].data[node] === to).length / 5,
    );
    expect(answer.prediction).toMatch(/^\[[0-4]( [0-4]){4}\]\n\n$/);
  });

  test('copy what is not scored', () => {
    const [answer] = reasonerAnswers(
      deciding(({ is_bridge }) => ({ is_bridge: { ...is_bridge, data: is_bridge.data.map(() => 1) } })),
      [asked('bridges', 4, 0)],
    );
    expect(answer.prediction).toBe(answer.answer.replace(/(?<![-\d])0/g, '1'));
    expect(answer.answer).toContain('-1');
  });

  test('are too short for a permutation that breaks off', () => {
    const { question } = formatSample(
      algorithm('insertion_sort').trace({ A: Float64Array.from([0.3, 0.1, 0.2]) }),
    );
    // 1 is the head; nothing points to it, so that the list ends there.
    const rows = Float64Array.from([0, 0, 1, 1, 0, 0, 1, 0, 0]);
    const [answer] = reasonerAnswers(
      deciding(({ pred, pred_mask }) => ({
        pred: { ...pred, data: rows },
        pred_mask: { ...pred_mask, data: Float64Array.from([0, 1, 0]) },
      })),
      [{ algorithm: 'insertion_sort', size: 3, index: 0, question }],
    );
    expect(answer).toMatchObject({ answer: '[0.1 0.2 0.3]\n\n', prediction: '[0.1]\n\n', shape: 0, clrs: 0 });
  });
});

describe('agreement', () => {
  const answers = (...right: readonly boolean[]) =>
    right.map((isRight, index) =>
      said({ algorithm: 'minimum', index, answer: '1', prediction: isRight ? '1' : '0' }),
    );

  test('counts who is right, problem by problem', () => {
    const first = answers(true, true, true, false, false);
    const second = answers(true, true, false, true, false);
    expect(agreements(first, [...second].reverse())).toEqual([
      {
        algorithm: 'minimum',
        size: 4,
        problems: 5,
        both: 2,
        onlyFirst: 1,
        onlySecond: 1,
        neither: 1,
      },
    ]);
  });

  test('refuses answers to other problems', () => {
    const first = answers(true, false);
    expect(() => agreements(first, answers(true))).toThrow('answer other problems');
    const [one, two] = answers(true, false);
    expect(() => agreements(first, [one, { ...two, question: one.question }])).toThrow('minimum 4 1');
  });
});
