import { describe, expect, test } from 'vitest';
import { type Notebook, parseNotebook, printNotebook } from '../../scripts/notebook/format.ts';

const notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: [
    { cell_type: 'markdown', id: 'title', metadata: {}, source: ['# Title\n', 'text'] },
    {
      cell_type: 'code',
      id: 'one',
      metadata: {},
      source: 'f()',
      execution_count: 1,
      outputs: [{ output_type: 'stream', name: 'stdout', text: ['a\n', 'b'] }],
    },
  ],
} as const;

const withCode = (change: object) => ({ ...notebook, cells: [{ ...notebook.cells[1], ...change }] });

describe('the notebook format', () => {
  test('joins lines when read and splits them when written', () => {
    const parsed = parseNotebook(notebook, 'it');
    expect(parsed.cells[0]?.source).toBe('# Title\ntext');
    const printed = JSON.parse(printNotebook(parsed)) as { cells: { source: string[]; outputs: unknown[] }[] };
    expect(printed.cells[0]?.source).toEqual(['# Title\n', 'text']);
    expect(printed.cells[1]?.outputs).toEqual([
      { name: 'stdout', output_type: 'stream', text: ['a\n', 'b'] },
    ]);
  });

  test('is written with sorted keys, an indent of one and a last newline, as Jupyter writes it', () => {
    const empty: Notebook = { nbformat_minor: 5, nbformat: 4, metadata: { b: 1, a: 2 }, cells: [] };
    expect(printNotebook(empty)).toBe(
      '{\n "cells": [],\n "metadata": {\n  "a": 2,\n  "b": 1\n },\n "nbformat": 4,\n "nbformat_minor": 5\n}\n',
    );
  });

  test.each([
    ['a version that is none', { ...notebook, nbformat_minor: -1 }],
    ['a key it does not have', { ...notebook, worksheets: [] }],
    ['two cells with one id', { ...notebook, cells: [notebook.cells[0], notebook.cells[0]] }],
    ['an id with a space', withCode({ id: 'cell one' })],
    ['an id that is too long', withCode({ id: 'x'.repeat(65) })],
    ['a code cell without outputs', withCode({ outputs: undefined })],
    ['a negative execution count', withCode({ execution_count: -1 })],
    ['a stream that is neither stdout nor stderr', withCode({ outputs: [stream({ name: 'log' })] })],
    ['an output with a key too many', withCode({ outputs: [stream({ metadata: {} })] })],
    ['a display without metadata', withCode({ outputs: [{ output_type: 'display_data', data: {} }] })],
    ['an error without a traceback', withCode({ outputs: [{ output_type: 'error', ename: '', evalue: '' }] })],
    ['outputs on a text cell', { ...notebook, cells: [{ ...notebook.cells[0], outputs: [] }] }],
  ])('refuses %s', (_, broken) => {
    expect(() => parseNotebook(broken, 'it')).toThrow(/it is not a valid notebook/);
  });
});

describe('a notebook of an older format', () => {
  test.each([4, 2, 0])('4.%s, whose cells have no ids, becomes one of 4.5 with their places', (minor) => {
    const cells = notebook.cells.map((cell) => ({ ...cell, id: undefined }));
    const parsed = parseNotebook({ ...notebook, nbformat_minor: minor, cells }, 'it');
    expect(parsed.nbformat_minor).toBe(5);
    expect(parsed.cells.map(({ id }) => id)).toEqual(['cell-0', 'cell-1']);
    expect(parseNotebook(JSON.parse(printNotebook(parsed)), 'it')).toEqual(parsed);
  });

  test('a single cell without an id gets one, the others keep theirs', () => {
    const [title, code] = notebook.cells;
    const parsed = parseNotebook({ ...notebook, cells: [title, { ...code, id: undefined }] }, 'it');
    expect(parsed.cells.map(({ id }) => id)).toEqual(['title', 'cell-1']);
  });

  test('version 3 is refused with what to do', () => {
    expect(() => parseNotebook({ nbformat: 3, nbformat_minor: 0, worksheets: [] }, 'old.ipynb')).toThrow(
      'old.ipynb is a notebook of version 3: open and save it in Jupyter first.',
    );
  });
});

function stream(change: object): object {
  return { output_type: 'stream', name: 'stdout', text: '', ...change };
}
