import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import { DataFrame, Series } from 'danfojs-node';
import { describe, expect, test } from 'vitest';
import { formatSample, sampleAt } from '../../lib/dataset/index.ts';
import { mimeBundle } from '../../lib/notebook/index.ts';
import { finishRun } from '../../lib/store/new-run.ts';
import { appendMetric } from '../../lib/store/metrics.ts';
import { freshRun } from '../support/trainings.ts';

const vegaLite = 'application/vnd.vegalite.v5+json';
const plotly = 'application/vnd.plotly.v1+json';
const axes = { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } } as const;

/** The texts of a table's cells, row by row. */
const cellsOf = (html: unknown) =>
  [...String(html).matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
    [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/g)].map(([, text]) => text),
  );
const isPng = (base64: unknown) => Buffer.from(String(base64), 'base64').subarray(1, 4).toString() === 'PNG';

describe('figures', () => {
  test.each([
    [
      'with a schema',
      { $schema: 'https://vega.github.io/schema/vega-lite/v5.json', data: { values: [] }, mark: 'bar' },
    ],
    ['without one', { data: { values: [{ a: 1, b: 2 }] }, mark: 'point', encoding: axes, title: 'Mine' }],
    [
      'of several parts',
      { hconcat: [{ data: { values: [{ a: 1, b: 2 }] }, mark: 'point', encoding: axes }] },
    ],
  ])('of Vega-Lite %s are interactive, with a picture and a text beside', async (_, spec) => {
    const bundle = await mimeBundle(spec);
    expect(Object.keys(bundle)).toEqual([vegaLite, 'image/png', 'text/plain']);
    expect(bundle[vegaLite]).toMatchObject({ ...spec, config: { mark: { tooltip: true } } });
    expect(isPng(bundle['image/png'])).toBe(true);
  });

  test('may hold NaN, which a notebook’s file cannot', async () => {
    const bundle = await mimeBundle({ data: { values: [{ a: NaN, b: 1 }] }, mark: 'point', encoding: axes });
    expect(bundle[vegaLite]).toMatchObject({ data: { values: [{ a: null, b: 1 }] } });
  });

  test.each([
    ['an unknown mark', { mark: 'nothing', encoding: axes }],
    ['nothing to draw', { $schema: 'https://vega.github.io/schema/vega-lite/v5.json' }],
    [
      'an unknown type',
      { data: { values: [] }, mark: 'point', encoding: { x: { field: 'a', type: 'quantity' } } },
    ],
  ])('that do not compile fail with one line: %s', async (_, spec) => {
    await expect(mimeBundle(spec)).rejects.toThrow(/^This Vega-Lite spec does not compile: [^\n]+$/);
  });

  test('of Plotly are interactive, with a page for viewers that do not know its format', async () => {
    const figure = {
      data: [{ type: 'bar', x: new Float64Array([1, 2]), y: [NaN, 4] }],
      layout: { title: '</script>' },
    };
    const bundle = await mimeBundle(figure);
    expect(bundle[plotly]).toEqual({
      data: [{ type: 'bar', x: [1, 2], y: [null, 4] }],
      layout: { title: '</script>' },
      config: {},
    });
    expect(String(bundle['text/html']).split('</script>')).toHaveLength(2);
  });

  test('the page draws with the Plotly of its own server, and says so where there is none', async () => {
    const bundle = await mimeBundle({ data: [{ type: 'bar', x: [1], y: [2] }] });
    const [, id, missing, script] =
      /^<div id="(.*?)"[^>]*>(.*?)<\/div>\n<script>([^]*)<\/script>$/.exec(String(bundle['text/html'])) ?? [];
    expect(missing).toMatch(/open the notebook in Jupyter/);
    const place = { textContent: missing };
    const drawn: unknown[] = [];
    const asked: string[] = [];
    const page = (ok: boolean) => {
      const window: Record<string, unknown> = {};
      const document = {
        getElementById: (name: string) => (name === id ? place : { textContent: '{"baseUrl": "/user/me/"}' }),
        createElement: () => ({}),
        head: {
          append: () => (window['Plotly'] = { newPlot: (...all: unknown[]) => drawn.push(all.slice(1)) }),
        },
        body: { dataset: {} },
      };
      const fetch = (address: string) => {
        asked.push(address);
        return Promise.resolve({ ok, text: () => Promise.resolve('') });
      };
      return runInNewContext(script, { window, document, fetch, Error, JSON }) as Promise<void>;
    };
    await page(false);
    expect([place.textContent, drawn]).toEqual([missing, []]);
    await page(true);
    expect(asked).toEqual(Array(2).fill('/user/me/kernelspecs/transnar/plotly.min.js'));
    expect(drawn).toEqual([[[{ type: 'bar', x: [1], y: [2] }], {}, { responsive: true }]]);
    expect(place.textContent).toBe('');
  });
});

describe('what the library gives', () => {
  const problem = sampleAt('dijkstra', 4, 0, 0);

  test('a trajectory is the picture of its problem, with its probes as text', async () => {
    const bundle = await mimeBundle(problem);
    expect(isPng(bundle['image/png'])).toBe(true);
    expect(bundle).toHaveProperty([vegaLite]);
    expect(bundle['text/plain']).toMatch(
      /^dijkstra, 4 nodes, \d+ steps\n {2}input pos: node scalar \[4\]\n[^]*hint /,
    );
  });

  test('that of an algorithm of one’s own is drawn as well', async () => {
    expect(await mimeBundle({ ...problem, algorithm: 'my_own' })).toHaveProperty([vegaLite]);
  });

  test('many are a table', async () => {
    const [head, first, ...rest] = cellsOf((await mimeBundle(Array(3).fill(problem)))['text/html']);
    expect(head).toEqual(['algorithm', 'nodes', 'steps', 'pi']);
    expect(first.slice(0, 3)).toEqual(['dijkstra', '4', String(problem.length)]);
    expect(rest).toHaveLength(2);
  });

  test('a text is text, its answer told apart', async () => {
    const { question, answer } = formatSample(problem);
    const bundle = await mimeBundle({ question, answer });
    expect(bundle['text/plain']).toBe((question + answer).trimEnd());
    expect(bundle['text/html']).toMatch(/^<pre>dijkstra:[^]*<span style="color[^>]*>\[.*\]<\/span><\/pre>$/);
  });

  test('a run, and what has one, is a table of facts with its curve; many are a table', async () => {
    const run = freshRun('mine');
    expect(String((await mimeBundle(run))['text/html'])).not.toContain('<img');
    for (const update of [1, 2]) {
      appendMetric(run, {
        update,
        loss: 0.5,
        gradientNorm: 1,
        learningRate: 1e-3,
        seconds: 30 * update,
        score: 0.75,
      });
    }
    const begun = Object.fromEntries(cellsOf((await mimeBundle(run))['text/html'])) as Record<string, string>;
    expect(begun).toMatchObject({
      state: 'begun',
      updates: '2',
      time: '1 min 00 s',
      loss: '0.5',
      validation: '0.75',
    });
    finishRun(run, { updates: 2, seconds: 61 });
    for (const value of [run, { run, experiment: { name: 'mine' }, model: { large: true } }]) {
      const html = String((await mimeBundle(value))['text/html']);
      expect(Object.fromEntries(cellsOf(html))).toMatchObject({ state: 'trained', time: '1 min 01 s' });
      expect(html).toMatch(/<img alt="training loss"/);
    }
    const [head, row] = cellsOf((await mimeBundle([run]))['text/html']);
    expect([head[0], row[0], row[1]]).toEqual(['run', 'mine', 'trained']);
  });
});

describe('tables', () => {
  test('of rows have all their columns, short numbers, and nothing that could be a tag', async () => {
    const bundle = await mimeBundle([
      { a: 1 / 3, b: '<b>' },
      { a: null, c: true },
    ]);
    expect(cellsOf(bundle['text/html'])).toEqual([
      ['a', 'b', 'c'],
      ['0.333333', '&lt;b&gt;', ''],
      ['', '', 'true'],
    ]);
    expect(bundle['text/plain']).toMatch(/^\| a \| b \| c \|/);
  });

  test('that are long show their beginning, and name once what is the same everywhere', async () => {
    const wide = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`c${i}`, i]));
    const rows = Array.from({ length: 50 }, (_, i) => ({ ...wide, c3: i }));
    const { 'text/html': html } = await mimeBundle(rows);
    expect(cellsOf(html)).toEqual([['c3'], ...Array.from({ length: 40 }, (_, i) => [String(i)])]);
    expect(html).toMatch(/<p [^>]*>40 of 50 rows; in all rows: c0 0, c1 1, c2 2, c4 4, /);
  });

  test('of danfojs’s frames and series, NaN and all', async () => {
    const frame = new DataFrame([
      { n: 1.5, s: 'x' },
      { n: NaN, s: 'y' },
    ]);
    expect(cellsOf((await mimeBundle(frame))['text/html'])).toEqual([
      ['', 'n', 's'],
      ['0', '1.5', 'x'],
      ['1', 'NaN', 'y'],
    ]);
    expect(cellsOf((await mimeBundle(new Series([1, 2])))['text/html'])).toEqual([
      ['', 'column 0'],
      ['0', '1'],
      ['1', '2'],
    ]);
    const empty = new DataFrame([{ n: 1 }]).query([false]);
    expect(await mimeBundle(empty)).toHaveProperty(['text/plain']);
  });
});

describe('anything else is text', () => {
  test.each([
    ['an empty list', [], '[]'],
    ['a record', { a: 1 }, '{ a: 1 }'],
    ['rows of more than values', [{ a: { b: 1 } }], '[ { a: { b: 1 } } ]'],
    ['dates', [new Date(0)], '[ 1970-01-01T00:00:00.000Z ]'],
    ['null', null, 'null'],
    ['something that only has data', { data: [1, 2] }, '{ data: [ 1, 2 ] }'],
  ])('%s', async (_, value, text) => expect(await mimeBundle(value)).toEqual({ 'text/plain': text }));

  test('long arrays by their beginning, tensors by their values', async () => {
    expect(String((await mimeBundle(new Float64Array(1000)))['text/plain'])).toMatch(/976 more items/);
    expect(String((await mimeBundle(tf.tensor1d([1, 2])))['text/plain'])).toBe('Tensor\n    [1, 2]');
  });

  test('unless it says itself how it is shown', async () => {
    const own = { [Symbol.for('Jupyter.display')]: () => ({ 'text/latex': '$x$' }) };
    expect(await mimeBundle(own)).toEqual({ 'text/latex': '$x$' });
  });
});
