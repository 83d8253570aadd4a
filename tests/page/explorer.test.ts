import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  type ExplorerData,
  byWorth,
  explorerAnswers,
  explorerAttention,
  explorerModel,
  explorerPage,
  packWeights,
  unpackWeights,
} from '../../lib/page/explorer/index.ts';
import { markedPrediction } from '../../lib/metric/marked-answer.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { attentionOn, explorerData, nodes, run } from '../support/explorer.ts';
import { pageParts } from '../../scripts/explorer/parts.ts';

describe('packed weights', () => {
  test('come back, small ones too', () => {
    const weights = [0, 1e-4, 0.004, 0.1, 0.5, 1];
    const back = unpackWeights(packWeights(weights));
    weights.forEach((weight, i) =>
      expect(Math.abs(back[i] - weight)).toBeLessThan(0.004 * Math.sqrt(weight) + 1e-5),
    );
  });

  test('take four characters for three weights', () => {
    expect(packWeights(new Float32Array(300))).toHaveLength(400);
  });
});

test('a model says how well it did at the sizes that it saw and at the others', () => {
  const [first, ...others] = run.predictions;
  const seen = { ...first, size: run.experiment.data.sizes[0], clrs: 0.25 };
  const model = explorerModel({
    ...run,
    predictions: [seen, ...others.map((each) => ({ ...each, clrs: 0.5 }))],
  });
  expect(model).toMatchObject({ clrsTrained: 0.25, clrsUnseen: 0.5, evaluated: 8, failed: 8, seconds: 60 });
  expect(explorerModel({ ...run, predictions: [] })).toMatchObject({ clrsTrained: null, clrsUnseen: null });
});

test('answers are the first of each kind, algorithm and size', () => {
  const more = run.predictions.flatMap((each) => [each, { ...each, index: each.index + 10 }]);
  const kept = explorerAnswers({ ...run, predictions: more }, 1);
  const cells = kept.map(({ algorithm, kind }) => `${algorithm} ${kind}`);
  expect(new Set(cells).size).toBe(cells.length);
  expect(kept.every(({ index }) => index < 10)).toBe(true);
});

test('attention goes to the shortest failing answer of each algorithm first, then to right ones', () => {
  const answer = (algorithm: string, kind: string, question: string) =>
    ({ algorithm, kind, question }) as never;
  const ordered = byWorth<{ algorithm: 'bfs'; kind: 'right'; question: string }>([
    answer('bfs', 'too long', 'aaa'),
    answer('bfs', 'too long', 'a'),
    answer('bfs', 'right', 'aa'),
    answer('minimum', 'wrong values', 'aaaa'),
  ]);
  expect(ordered.map(({ question }) => question)).toEqual(['a', 'aaaa', 'aa', 'aaa']);
});

test('attention keeps every layer, head, token and node in its place', () => {
  const [answer] = explorerAnswers(run, 1);
  const { layers, tokens, questionTokens } = explorerAttention(answer, attentionOn('ab', 'c'));
  expect([tokens, questionTokens]).toEqual([['a', 'b', 'c'], 2]);
  layers.forEach(({ heads }, l) =>
    heads.forEach((head, h) => {
      const weights = [...unpackWeights(head.nodes)];
      const looks = tokens.map((_, t) => weights.slice(t * nodes, (t + 1) * nodes).indexOf(1));
      expect(looks).toEqual(tokens.map((_, t) => (t + l + h) % nodes));
      expect(unpackWeights(head.edges ?? '')).toHaveLength(tokens.length * nodes ** 2);
    }),
  );
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
  const page = (data: ExplorerData) =>
    explorerPage(data, { script: "const a = '</script>';", style: '', plotly: 'plotly' });

  test('holds the data and the library, and no address', () => {
    const html = page(explorerData());
    const held = (id: string) => {
      const packed = new RegExp(`id="${id}">([^<]*)<`).exec(html)?.[1] ?? '';
      return gunzipSync(Buffer.from(packed, 'base64')).toString();
    };
    expect(JSON.parse(held('data'))).toEqual(explorerData());
    expect(held('plotly')).toBe('plotly');
    expect(html).not.toMatch(/(src|href)="|https?:/);
  });

  test('is not ended by its own script', () => {
    expect(page(explorerData()).match(/<\/script>/g)).toHaveLength(3);
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
