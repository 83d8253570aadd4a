import { expect, test } from 'vitest';
import { type ResultRow, metricNames, parseResultRow } from '../../lib/metric/index.ts';

const row: ResultRow = {
  experiment: 'smoke',
  run: 'smoke-0123abcd',
  model: 'transnar',
  variant: 'default',
  initialisation: 'untrained',
  algorithm: 'bfs',
  size: 10,
  seed: 3,
  metric: 'clrs',
  value: 0.25,
  samples: 32,
  step: 100,
  command: 'transnar evaluate smoke',
  commit: 'c7fdd66',
  hardware: '2 x CPU',
  seconds: 1.5,
  date: '2025-01-02T03:04:05Z',
};

test('a row survives being written and read', () => {
  expect(parseResultRow(JSON.parse(JSON.stringify(row)))).toEqual(row);
});

test.each(metricNames)('a row may be of %s', (metric) => {
  expect(parseResultRow({ ...row, metric })).toEqual({ ...row, metric });
});

test.each([
  ['value', 1.01],
  ['value', NaN],
  ['algorithm', 'bogosort'],
  ['model', 'gpt'],
  ['metric', 'f1'],
  ['samples', 0],
  ['size', 2.5],
  ['date', 'yesterday'],
])('%s %s is refused by name', (name, value) => {
  expect(() => parseResultRow({ ...row, [name]: value }, 'rows.jsonl:7')).toThrow(
    new RegExp(`^rows.jsonl:7 is not valid: ${name}: `),
  );
});

test('missing and unknown fields are named, all in one message', () => {
  expect(() => parseResultRow({ ...row, seed: undefined, colour: 'red' })).toThrow(/seed: .*; .*"colour"/);
});
