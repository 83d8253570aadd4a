import { describe, expect, test } from 'vitest';
import { answerKinds } from '../../lib/analysis/index.ts';
import {
  besideReasoner,
  failureKinds,
  indexErrorHistogram,
  predictedAgainstTrueLength,
  whoIsRight,
  wrongByPosition,
} from '../../lib/figure/index.ts';
import { said, searches } from '../analysis/answers.ts';
import { draw, textsOf } from '../support/draw.ts';

const minima = [3, 1, 0].map((index) =>
  said({ algorithm: 'minimum', size: 5, index, answer: '1', prediction: `${index}` }),
);
const answers = { TransNAR: [...searches, ...minima], Transformer: [...searches.slice(2), ...minima] };

const valuesOf = (spec: object) => (spec as { data: { values: Record<string, unknown>[] } }).data.values;

describe('kinds of failure', () => {
  test('stack up in one order, a bar for each series', async () => {
    const spec = failureKinds(answers);
    const own = valuesOf(spec).filter(({ row }) => row === 'bfs: TransNAR');
    expect(own.map(({ part, share }) => [part, share])).toEqual([
      ['right', 0.125],
      ['wrong values', 0.25],
      ['too short', 0.125],
      ['too long', 0.125],
      ['unparsable', 0.25],
      ['never ended', 0.125],
    ]);
    expect(own.map(({ order }) => order)).toEqual([0, 1, 2, 3, 5, 6]);
    const texts = textsOf(await draw(spec));
    expect(texts).toEqual(
      expect.arrayContaining([...answerKinds, 'size 4', 'size 5', 'minimum: Transformer']),
    );
  });

  test('of no answers are not drawn', () => {
    expect(() => failureKinds({ TransNAR: [] })).toThrow('nothing to draw in the answers of TransNAR');
  });
});

test('wrong positions are drawn for lists, and each panel says what it leaves out', async () => {
  const spec = wrongByPosition(answers);
  const values = valuesOf(spec);
  expect(values.filter(({ note }) => note !== undefined)).toEqual([
    { panel: 'bfs|pi, size 4', size: 4, note: 'misshapen: 50 %, 67 %' },
  ]);
  const own = values.filter(({ series }) => series === 'TransNAR');
  expect(own.map(({ position, mean }) => [position, mean])).toEqual([[0, 0], [1, 0.25], [2, 0], [3, 0.75]]); // prettier-ignore
  for (const { low, high } of own) expect([low, high].every((end) => Number(end) >= 0 && Number(end) <= 1)).toBe(true); // prettier-ignore
  expect(textsOf(await draw(spec))).toEqual(expect.arrayContaining(['pi, size 4', 'misshapen: 50 %, 67 %']));
});

test('lengths are bubbles, by their share of all answers', async () => {
  const spec = predictedAgainstTrueLength(answers);
  expect(valuesOf(spec)).toHaveLength(6);
  expect(valuesOf(spec)[1]).toEqual({
    series: 'TransNAR',
    panel: 'bfs|pi, size 4',
    size: 4,
    truth: 4,
    predicted: 4,
    share: 0.5,
  });
  expect(textsOf(await draw(spec))).toEqual(expect.arrayContaining(['TransNAR', 'Transformer', 'bfs']));
});

test('index errors are drawn on one symmetrical axis', async () => {
  const spec = indexErrorHistogram(answers);
  const own = valuesOf(spec).filter(({ series }) => series === 'TransNAR');
  expect(own.map(({ distance, share }) => [distance, share])).toEqual([
    [-1, 0.3333],
    [0, 0.3333],
    [2, 0.3333],
  ]);
  const texts = textsOf(await draw(spec));
  expect(texts).toEqual(expect.arrayContaining(['minimum', 'min, size 5', '-2', '-1', '0', '1', '2']));
  expect(() => indexErrorHistogram({ TransNAR: searches })).toThrow('nothing to draw');
});

test('the reasoner’s scores stand beside those of the models, with intervals within 0 and 1', async () => {
  const spec = besideReasoner({ NAR: searches, ...answers });
  const [first] = valuesOf(spec);
  // Of eight answers four have the right shape, with 4, 3, 2 and 3 of four elements right.
  expect(first).toMatchObject({ series: 'NAR', algorithm: 'bfs', size: 4, mean: 0.375 });
  for (const { low, high } of valuesOf(spec)) {
    expect(Number(low)).toBeGreaterThanOrEqual(0);
    expect(Number(high)).toBeLessThanOrEqual(1);
  }
  expect(textsOf(await draw(spec))).toEqual(expect.arrayContaining(['NAR', 'TransNAR', 'Transformer']));
  await draw(besideReasoner({ TransNAR: searches.slice(0, 1) }));
});

test('who is right is drawn in shares of the problems', async () => {
  const agreement = {
    algorithm: 'bfs',
    size: 4,
    problems: 8,
    both: 1,
    onlyFirst: 4,
    onlySecond: 0,
    neither: 3,
  };
  const spec = whoIsRight([{ ...agreement, algorithm: 'bfs' }], ['NAR', 'TransNAR']);
  expect(valuesOf(spec).map(({ part, share }) => [part, share])).toEqual([
    ['both', 0.125],
    ['only NAR', 0.5],
    ['neither', 0.375],
  ]);
  const texts = textsOf(await draw(spec));
  expect(texts).toEqual(expect.arrayContaining(['bfs: 8 problems', 'only TransNAR', 'neither']));
});
