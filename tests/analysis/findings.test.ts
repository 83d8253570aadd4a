import { describe, expect, test } from 'vitest';
import { findings, findingsTable } from '../../lib/analysis/findings.ts';
import { paperValues } from '../../lib/analysis/paper-values.ts';
import type { ResultRow } from '../../lib/metric/index.ts';
import { resultRowWith } from '../support/result-rows.ts';

const paper = paperValues();

const row = (model: 'transnar' | 'transformer', value: number, change: Partial<ResultRow> = {}) =>
  resultRowWith({ model, value, size: 10, initialisation: 'pretrained', run: model, ...change });

describe('findings', () => {
  test.each([
    ['pretrained', 12, 0.968, 0.938, 23, 5],
    ['pretrained', 10, 0.664, 0.295, 24, 4],
    ['pretrained', 14, 0.307, 0.182, 21, 4],
    ['untrained', 12, 0.966, 0.942, 21, 6],
    ['untrained', 10, 0.444, 0.253, 26, 2],
    ['untrained', 14, 0.248, 0.179, 19, 5],
  ])('of the paper alone, %s at %i: the means over its 29 algorithms', (...expected) => {
    const [initialisation, size, transnar, transformer, wins, losses] = expected;
    const found = findings([], paper).find(
      (each) => each.initialisation === initialisation && each.size === size && each.answers === 'all',
    );
    expect(found?.algorithms).toHaveLength(29);
    expect(found?.ours).toBeUndefined();
    expect(found?.paper).toMatchObject({ wins, losses });
    expect(found?.paper?.transnar).toBeCloseTo(transnar, 3);
    expect(found?.paper?.transformer).toBeCloseTo(transformer, 3);
  });

  test('set means over seeds and algorithms beside the paper’s over the same algorithms', () => {
    const rows = [
      row('transnar', 0.5),
      row('transnar', 0.7, { seed: 1 }),
      row('transformer', 0.2),
      row('transnar', 0.4, { algorithm: 'minimum' }),
      row('transformer', 0.8, { algorithm: 'minimum' }),
    ];
    const [all, list, single, ...more] = findings(rows, paper);
    expect(more).toEqual([]);
    expect(all).toMatchObject({ answers: 'all', algorithms: ['bfs', 'minimum'], seeds: 1 });
    expect(all.ours?.transnar).toBeCloseTo(0.5);
    expect(all.ours).toMatchObject({ transformer: 0.5, wins: 1, losses: 1 });
    // Digitised: bfs .52/.05, minimum .83/.96.
    expect(all.paper?.transnar).toBeCloseTo(0.675);
    expect(all.paper?.transformer).toBeCloseTo(0.505);
    expect(list).toMatchObject({ answers: 'list', algorithms: ['bfs'], paper: { wins: 1, losses: 0 } });
    expect(single).toMatchObject({ answers: 'single value', algorithms: ['minimum'], paper: { wins: 0 } });
  });

  test('leave out what one side does not have, other variants and other metrics', () => {
    const rows = [
      row('transnar', 0.5),
      row('transformer', 0.2),
      row('transnar', 1, { algorithm: 'optimal_bst' }), // not in the paper's figures
      row('transformer', 1, { algorithm: 'optimal_bst' }),
      row('transnar', 1, { algorithm: 'dfs' }), // no baseline
      row('transnar', 1, { variant: 'nodes only', run: 'nodes' }),
      row('transnar', 1, { metric: 'shape' }),
    ];
    const [all] = findings(rows, paper);
    expect(all).toMatchObject({ algorithms: ['bfs'], ours: { transnar: 0.5, transformer: 0.2 } });
  });

  test('of a size that the paper does not show are ours alone, of all our algorithms', () => {
    const rows = ['bfs', 'optimal_bst'].flatMap((name) =>
      (['transnar', 'transformer'] as const).map((model) =>
        row(model, 0.25, { algorithm: name as ResultRow['algorithm'], size: 6 }),
      ),
    );
    const [all] = findings(rows, paper);
    expect(all.algorithms).toEqual(['bfs', 'optimal_bst']);
    expect(all.ours).toEqual({ transnar: 0.25, transformer: 0.25, wins: 0, losses: 0 });
    expect(all.paper).toBeUndefined();
  });

  test('are none where one model is missing', () => {
    expect(findings([row('transnar', 0.5)], paper)).toEqual([]);
  });

  test('refuse to mix two runs of one seed', () => {
    const rows = [row('transnar', 0.5), row('transnar', 0.6, { run: 'another' })];
    expect(() => findings(rows, paper)).toThrow('Runs transnar and another both have a row of transnar');
  });

  test('as a table say which numbers are whose', () => {
    const rows = [row('transnar', 0.5), row('transformer', 0.2)];
    expect(findingsTable(findings(rows, paper))[0]).toEqual({
      initialisation: 'pretrained',
      size: 10,
      answers: 'all',
      algorithms: 1,
      seeds: 1,
      'TransNAR / Transformer': '0.500 / 0.200',
      'wins / losses': '1 / 0',
      'paper, digitised': '0.520 / 0.050',
      'paper, wins / losses': '1 / 0',
    });
  });
});
