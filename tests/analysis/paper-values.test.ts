import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answerForm } from '../../lib/analysis/answer-form.ts';
import { paperValues, publishedNar } from '../../lib/analysis/paper-values.ts';
import { algorithm, clrs30 } from '../../lib/dataset/index.ts';
import { projectFolder } from '../../lib/store/folders.ts';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const paper = paperValues();

describe('the digitised figures', () => {
  test('hold both models on 29 algorithms for every metric, initialisation and size', () => {
    const counts = new Map<string, Set<string>>();
    for (const { metric, initialisation, size, model, algorithm: name } of paper.scores) {
      const key = [metric, initialisation, size, model].join('/');
      counts.set(key, (counts.get(key) ?? new Set()).add(name));
    }
    expect(counts.size).toBe(3 * 2 * 3 * 2);
    const shown = clrs30.filter((name) => name !== 'optimal_bst');
    for (const names of counts.values()) expect([...names].sort()).toEqual([...shown].sort());
    expect(paper.scores).toHaveLength(36 * 29);
  });

  test('agree with each other, but for two families: Figure 1 is the mean of Figure 4', () => {
    const { families } = paper;
    expect(families).toHaveLength(16);
    const unlike = ['dynamic programming', 'graphs']; // data/paper/README.md
    for (const bar of families.filter(({ family }) => !unlike.includes(family))) {
      const members = paper.scores.filter(
        (score) =>
          score.metric === bar.metric &&
          score.initialisation === bar.initialisation &&
          score.size === bar.size &&
          score.model === bar.model &&
          algorithm(score.algorithm).family === bar.family,
      );
      const distance = Math.abs(mean(members.map(({ value }) => value)) - bar.value);
      expect(distance, `${bar.family}, ${bar.model}`).toBeLessThan(0.01);
    }
  });

  test('never have more right elements than right shapes, within their error', () => {
    const shapes = paper.scores.filter(({ metric }) => metric === 'shape');
    for (const shape of shapes) {
      const clrs = paper.scores.find(
        (score) =>
          score.metric === 'clrs' &&
          score.initialisation === shape.initialisation &&
          score.size === shape.size &&
          score.model === shape.model &&
          score.algorithm === shape.algorithm,
      );
      const error = 2 * (paper.error[shape.size] ?? 0);
      expect(clrs?.value, JSON.stringify(shape)).toBeLessThanOrEqual(shape.value + error + 1e-9);
    }
  });

  test('are refused with what is wrong and where', () => {
    const original = JSON.parse(readFileSync(join(projectFolder(), 'data/paper/figures.json'), 'utf8')) as {
      algorithms: { algorithm: string }[];
    };
    const path = join(mkdtempSync(join(tmpdir(), 'paper-')), 'figures.json');
    writeFileSync(
      path,
      JSON.stringify({ ...original, algorithms: [{ ...original.algorithms[0], algorithm: 'scc' }] }),
    );
    expect(() => paperValues(path)).toThrow(/figures\.json is not valid: algorithms\.0\.algorithm: /);
    writeFileSync(
      path,
      JSON.stringify({ ...original, algorithms: [original.algorithms[0], original.algorithms[0]] }),
    );
    expect(() => paperValues(path)).toThrow('an algorithm occurs twice');
  });
});

describe('the published reasoner', () => {
  const nar = publishedNar();

  test('has every algorithm once, with the published mean', () => {
    const { scores, mean: published } = nar.algorithms;
    expect(scores.map((score) => score.algorithm)).toEqual(clrs30);
    expect(mean(scores.map(({ value }) => value))).toBeCloseTo(published.value, 4);
  });

  test('has every family once of each model; weighted by their algorithms they give the published means', () => {
    expect(nar.families.models.map(({ model }) => model)).toEqual([
      'Triplet-GMPNN',
      'G-ForgetNet',
      'M-ReNAR',
    ]);
    for (const { scores, mean: published } of nar.families.models) {
      const byFamily = new Map(scores.map(({ family, value }) => [family, value]));
      expect(byFamily.size).toBe(scores.length);
      const byAlgorithm = clrs30.map((name) => byFamily.get(algorithm(name).family) ?? NaN);
      expect(mean(byAlgorithm)).toBeCloseTo(published, 3);
    }
  });
});

test('single-valued answers are those whose text is one number for each output', () => {
  expect(clrs30.filter((name) => answerForm(name) === 'single value')).toEqual([
    'binary_search',
    'find_maximum_subarray_kadane',
    'kmp_matcher',
    'minimum',
    'naive_string_matcher',
    'quickselect',
    'segments_intersect',
  ]);
});
