import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  byWorth,
  coarse,
  explorerAnswers,
  explorerPage,
  explorerReading,
  fine,
  packWeights,
  unpackWeights,
} from '../../lib/page/explorer/index.ts';
import { inOrder, outcomes } from '../../lib/page/explorer/page/answer-order.ts';
import { looksOf } from '../../lib/page/explorer/page/looks.ts';
import { meanClrs, sharedProblems } from '../../lib/page/explorer/page/shared.ts';
import { markedPrediction } from '../../lib/metric/marked-answer.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { attentionOn, explorerData, nodes, run, runs, textOn, tokensOf } from '../support/explorer.ts';
import { pageParts } from '../../scripts/explorer/parts.ts';

describe('packed weights', () => {
  const all = Array.from({ length: 1001 }, (_, i) => i / 1000);
  const furthest = (weights: number[], back: Float64Array) =>
    Math.max(...weights.map((weight, i) => Math.abs(weight - back[i])));

  test('come back, fine ones to a hundredth and small ones closer', () => {
    expect(furthest(all, unpackWeights(packWeights(all, fine)))).toBeLessThan(0.012);
    const small = all.map((weight) => weight / 1000);
    expect(furthest(small, unpackWeights(packWeights(small, fine)))).toBeLessThan(0.0005);
    expect([...unpackWeights(packWeights([0, 1], fine))]).toEqual([0, 1]);
  });

  test('coarse ones are near, and the smallest are none', () => {
    expect(furthest(all, unpackWeights(packWeights(all, coarse)))).toBeLessThan(0.034);
    expect([...unpackWeights(packWeights([0, 0.0099, 1], coarse))]).toEqual([0, 0, 1]);
  });

  test('take a character for each weight, which JSON writes as it is', () => {
    const packed = packWeights(all, fine);
    expect(packed).toHaveLength(all.length);
    expect(JSON.stringify(packed)).toHaveLength(all.length + 2);
  });
});

describe('answers', () => {
  const { models, problems, answers } = explorerAnswers(runs);

  test('are of every problem that one of the models answered, each at its place', () => {
    expect(problems).toHaveLength(8);
    expect(answers.map((own) => own.filter((answer) => answer !== null).length)).toEqual([8, 8, 4]);
    runs.forEach(({ predictions }, model) => {
      for (const { algorithm, size, index, prediction } of predictions) {
        const at = problems.findIndex(
          (each) => each.algorithm === algorithm && each.size === size && each.index === index,
        );
        expect(answers[model][at]?.prediction).toBe(prediction);
      }
    });
  });

  test('tell how well a model did at the sizes that it saw and at others, and what it has not answered', () => {
    const [first, ...others] = runs[0].predictions;
    const predictions = [
      { ...first, size: 3, clrs: 0.25 },
      ...others.map((each) => ({ ...each, clrs: 0.5 })),
    ];
    const [model] = explorerAnswers([{ ...runs[0], trainedSizes: [3], predictions }]).models;
    expect(model).toMatchObject({ clrsTrained: 0.25, clrsUnseen: 0.5, evaluated: 8, failed: 8, seconds: 60 });
    expect(models[2]).toMatchObject({ asked: 8, evaluated: 4, failed: 0 });
    const [empty] = explorerAnswers([{ ...runs[0], predictions: [] }]).models;
    expect(empty).toMatchObject({ clrsTrained: null, clrsUnseen: null });
  });

  test('of runs with one name are told apart by their folders', () => {
    const two = [run('same', 1), { ...run('same', 2), folder: 'same-1' }];
    expect(explorerAnswers(two).models.map(({ name }) => name)).toEqual(['same-0', 'same-1']);
  });

  test('to other problems of the same name are refused, with both told', () => {
    const [first, ...others] = runs[1].predictions;
    const other = { ...first, question: first.question.replace('0', '1') };
    expect(() => explorerAnswers([runs[0], { ...runs[1], predictions: [other, ...others] }])).toThrow(
      /transformer-tiny-0 was asked another minimum of size 4, no\. 0/,
    );
  });

  test('to one problem by one model are refused: its means would count it twice', () => {
    const twice = { ...runs[0], predictions: [...runs[0].predictions, runs[0].predictions[0]] };
    expect(() => explorerAnswers([twice])).toThrow(/answers minimum of size 4, no\. 0, twice/);
  });

  test('are sorted by a model’s score, in both directions, and by size; equal ones stay in order', () => {
    const data = { ...explorerAnswers(runs), details: [] };
    const wanted = [...problems.keys()];
    const scores = (down: boolean) =>
      inOrder(data, wanted, [0, 1], { by: 'transnar-tiny', down, score: 'clrs' }).map(
        (problem) => answers[0][problem]?.clrs ?? NaN,
      );
    expect(scores(false)).toEqual([...scores(false)].sort((a, b) => a - b));
    expect(scores(true)).toEqual([...scores(true)].sort((a, b) => b - a));
    expect(new Set(scores(true)).size).toBeGreaterThan(1);
    expect(inOrder(data, wanted, [0], { by: 'size', down: true, score: 'clrs' })).toEqual(wanted);
    expect(inOrder(data, wanted, [0], { by: 'constructor', down: true, score: 'clrs' })).toEqual(wanted);
  });

  test.each([
    ['models differ', [true, false], [true, true]],
    ['some are wrong', [false, false], [true, true]],
    ['all are wrong', [false, false], [true, false]],
    ['all are right', [true, true], [true, false]],
  ])('%j is asked of all models', (wanted, yes, no) => {
    const fits = outcomes.find(({ name }) => name === wanted)?.fits;
    expect([fits?.(yes), fits?.(no)]).toEqual([true, false]);
  });
});

test('models are compared by means over the problems that all of them have answered', () => {
  const { data } = explorerData();
  const shared = sharedProblems(data);
  // The last model has answered half of what the others have.
  expect(new Set(shared.map((problem) => data.problems[problem].algorithm))).toEqual(new Set(['bfs']));
  expect(shared).toHaveLength(4);
  expect(meanClrs(data, 2, shared)).toBe(1);
  expect(meanClrs(data, 0, shared)).toBeCloseTo(
    shared.reduce((sum, problem) => sum + data.answers[0][problem]!.clrs, 0) / 4,
    9,
  );
  expect(meanClrs(data, 0, [])).toBeNull();
});

test('problems on which models differ are worth a look first, then short ones', () => {
  const problem = (algorithm: string, length: number) => ({
    ...{ algorithm, size: 4, index: length, answer: '' },
    question: 'a'.repeat(length),
  });
  const problems = [problem('bfs', 3), problem('bfs', 1), problem('bfs', 2), problem('minimum', 9)];
  const kinds = (...all: string[]) => all.map((kind) => ({ kind }));
  const answers = [
    kinds('right', 'right', 'right', 'too long'),
    kinds('too long', 'right', 'too short', 'too long'),
  ];
  expect(byWorth({ problems, answers } as never)).toEqual([2, 1, 3, 0]);
});

describe('a reading', () => {
  const [question, prediction] = ['abc', 'de'];
  const tokens = tokensOf(question, prediction);
  const reading = explorerReading(tokens, textOn(tokens.length), attentionOn(question, prediction));
  const one = (weights: Float64Array | undefined) =>
    weights && [...weights].flatMap((w, i) => (w > 0 ? [i] : []));

  test('keeps every layer, head, token, node and edge in its place', () => {
    expect([reading.tokens, reading.questionTokens]).toEqual([['a', 'b', 'c', 'd', 'e'], 3]);
    for (const layer of [0, 1]) {
      for (const head of [0, 1]) {
        const looks = looksOf(reading, nodes, { layer, head });
        tokens.forEach((_, t) => {
          const node = (t + layer + head) % nodes;
          expect(one(looks.nodes(t))).toEqual([node]);
          const writes = t >= 2;
          expect(one(looks.edges(t))).toEqual(writes ? [node * nodes + ((node + 1) % nodes)] : undefined);
          expect(looks.text(t)?.length).toBe(writes ? t + 1 : undefined);
          expect(one(looks.text(t))).toEqual(writes ? [t - layer - head] : undefined);
        });
      }
    }
  });

  test('has means over layers and heads, and nothing for a layer that does not read', () => {
    const all = looksOf(reading, nodes, { layer: undefined, head: undefined });
    expect([...(all.nodes(0) ?? [])]).toEqual([0.25, 0.5, 0.25, 0]);
    expect([...(all.text(4) ?? [])]).toEqual([0, 0, 0.25, 0.5, 0.25]);
    const none = looksOf(reading, nodes, { layer: 5, head: 0 });
    expect([none.nodes(0), none.edges(3), none.text(3)]).toEqual([undefined, undefined, undefined]);
    const blind = explorerReading(tokens, textOn(tokens.length), undefined);
    expect(looksOf(blind, nodes, { layer: 0, head: 0 }).nodes(0)).toBeUndefined();
  });
});

describe('marks', () => {
  const sample = {
    algorithm: 'insertion_sort',
    question: 'insertion_sort:\nkey: [0.3 0.1 0.2]\npred:\n',
    answer: '[0.1 0.2 0.3]\n\n',
  };
  const wrongIn = (prediction: string) => {
    const pieces = markedPrediction({ ...sample, prediction });
    expect(
      pieces
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    ).toBe(prediction.trimEnd());
    return pieces.filter(({ wrong }) => wrong).map(({ text }) => text);
  };

  test.each([
    ['[0.1 0.2 0.3]\n\n', []],
    ['[0.10 0.2 0.30]\n\n', []],
    ['[0.1 0.3 0.3]\n\n', ['0.3']],
    ['[0.1 0.2 0.3 0.4]\n\n', ['0.4']],
    ['[0.1 0.2', []],
    ['[0.1 x', ['x']],
    ['nonsense', ['nonsense']],
  ])('%j is wrong at %j', (prediction, wrong) => {
    expect(wrongIn(prediction)).toEqual(wrong);
  });
});

describe('the page', () => {
  const { data, scripts } = explorerData();
  const html = explorerPage(data, scripts, { script: "const a = '</script>';", style: '' });
  const held = (id: string) => {
    const packed = new RegExp(`id="${id}">([^<]*)<`).exec(html)?.[1] ?? '';
    return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()) as unknown;
  };

  test('holds the data, the details apart, and no address', () => {
    expect(held('data')).toEqual(data);
    expect(data.details).toHaveLength(4);
    for (const problem of data.details) expect(held(`detail-${problem}`)).toHaveProperty('readings');
    expect(html).not.toMatch(/(src|href)="|https?:/);
  });

  test('is not ended by its own script, nor by what models wrote', () => {
    expect(html.match(/<\/script>/g)).toHaveLength(2 + data.details.length);
    expect(html).not.toContain('onerror');
  });
});

test('the rules of the page use the colours of the figures', async () => {
  const { palette } = await import('../../lib/figure/theme.ts');
  const style = readFileSync(join(projectFolder(), 'lib/page/explorer/page/style.css'), 'utf8');
  for (const name of ['blue', 'vermillion'] as const) {
    expect(style).toContain(`--${name}: ${palette[name].toLowerCase()};`);
  }
});

test('the script of the page holds what the page uses and no library', async () => {
  const { script } = await pageParts();
  expect(script).not.toContain('node_modules/');
  expect(script.length).toBeLessThan(250_000);
});
