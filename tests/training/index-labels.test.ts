/** What nodes are called in the texts of a training. */
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import {
  type LanguageExperiment,
  checkExperiment,
  languageExperiment,
  override,
} from '../../lib/experiment/index.ts';
import type { TokenBatch } from '../../lib/model/language-data/index.ts';
import { freshLearner } from '../../lib/training/index.ts';
import { experiment, groupsAt, tokenizer } from './plain-losses.ts';

const named = override(experiment, ['data.indexHints=true', 'data.indexLabels=9']);

beforeAll(() => chooseBackend());

test('they have other names each time, where that is asked for: rising ones, in question and answer', () => {
  const seen = new Set<string>();
  for (const { text, labels, values } of textsOf(named, 8)) {
    expect(labels).toEqual([...new Set(labels)].sort((a, b) => a - b));
    labels.forEach((label) => expect(label).toBeLessThan(9));
    if (text.startsWith('minimum')) {
      const [, answer] = /min:\n(\d+)/.exec(text)!;
      expect(values[labels.indexOf(Number(answer))]).toBe(Math.min(...values));
    }
    seen.add(labels.join());
  }
  expect(seen.size).toBeGreaterThan(16);
});

test('their numbers follow one another, where that is asked for', () => {
  const firsts = new Set<number>();
  for (const { labels } of textsOf(override(named, ['data.consecutiveLabels=true']), 8)) {
    expect(labels).toEqual(labels.map((_, i) => labels[0] + i));
    expect(labels.at(-1)).toBeLessThan(9);
    firsts.add(labels[0]);
  }
  expect(Math.min(...firsts)).toBe(0);
  expect(firsts.size).toBeGreaterThan(2);
});

test('no two groups of an update are named alike', () => {
  const oneSize = override(named, ['data.indexLabels=64', 'data.sizes=[4]']);
  const { groups } = oneSize.data;
  const labels = textsOf(oneSize, 8).map((text) => text.labels.join());
  expect(groups).toBe(2);
  expect(new Set(labels).size).toBe(labels.length);
});

test('too few of them, or ones that no text shows, are refused', () => {
  expect(() => textsOf(override(named, ['data.indexLabels=3']), 4)).toThrow(
    'A problem has 4 nodes: data.indexLabels (3) must be',
  );
  const check = (...changes: string[]) =>
    checkExperiment(languageExperiment, override(experiment, ['data.indexHints=true', ...changes]));
  expect(() => check('data.indexLabels=9', 'data.consecutiveLabels=true')).not.toThrow();
  expect(() => check('data.consecutiveLabels=true')).toThrow('data.consecutiveLabels: needs index labels');
  const unhinted = override(experiment, ['data.indexLabels=9']);
  expect(() => checkExperiment(languageExperiment, unhinted)).toThrow('data.indexLabels: needs index hints');
});

/** What is shown in the first updates: texts, and the numbers and values of the elements of their keys. */
function textsOf(chosen: LanguageExperiment, updates: number) {
  const learner = freshLearner(chosen);
  try {
    return Array.from({ length: updates }, (_, update) => groupsAt(learner, update)).flatMap((groups) =>
      groups.flatMap(({ tokens }) =>
        Array.from({ length: tokens.size }, (_, row) => elementsOf(tokens, row)),
      ),
    );
  } finally {
    learner.dispose();
  }
}

function elementsOf({ tokens, length }: TokenBatch, row: number) {
  const text = tokenizer.decode(tokens.subarray(row * length, (row + 1) * length));
  const [, list] = /key: \[([^\]]+)\]/.exec(text)!;
  const elements = list.split(' ').map((element) => element.split(':').map(Number));
  return { text, labels: elements.map(([label]) => label), values: elements.map(([, value]) => value) };
}
