import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type CodeCell, type Notebook, printNotebook } from '../../scripts/notebook/format.ts';
import { runNotebook } from '../../scripts/notebook/run.ts';
import { patience } from '../support/patience.ts';

/** A notebook written from nothing, by somebody who has this library and a folder of their own. */
const cells = [
  `import * as lab from 'transnar-lab';

const problems = Array.from({ length: 20 }, (_, index) => lab.sampleAt('dijkstra', 6, 0, index));
problems`,
  `problems[0]`,
  `const experiment = lab.override(lab.presets.smoke.nar, {
  name: 'my-reasoner',
  algorithms: ['bfs', 'minimum'],
  training: { updates: 40 },
});
const reasoner = await lab.pretrainNar(experiment);
reasoner`,
  `const rows = lab.evaluateNar(reasoner, [4, 6, 8], 32);
lab.narScoreBySize(rows, { trained: experiment.data.sizes })`,
  `const traces = experiment.algorithms.map((name) => {
  const own = rows.filter(({ algorithm }) => algorithm === name);
  return { type: 'bar', name, x: own.map(({ size }) => size), y: own.map(({ value }) => value) };
});
lab.show({ data: traces, layout: { title: { text: 'CLRS score by size' } } });`,
];

const folder = mkdtempSync(join(tmpdir(), 'from-nothing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('twenty problems, one drawn, a reasoner trained, scores plotted, a Plotly chart: 25 lines, no cast', async () => {
  expect(
    cells
      .join('\n')
      .split('\n')
      .filter((line) => line !== '').length,
  ).toBeLessThanOrEqual(25);
  expect(cells.join('\n')).not.toMatch(/\bas (?!lab\b)|<\w+>|any\b/);

  // As an older Jupyter writes it: format 4.4, no ids.
  const written = {
    nbformat: 4,
    nbformat_minor: 4,
    metadata: {},
    cells: cells.map((source) => ({
      cell_type: 'code',
      metadata: {},
      source,
      outputs: [],
      execution_count: null,
    })),
  };
  const file = join(folder, 'mine.ipynb');
  writeFileSync(file, JSON.stringify(written));
  process.env['TRANSNAR_DATA'] = join(folder, 'data');
  const { notebook, failure } = await runNotebook(file, { timeout: patience / 1000 });
  expect(failure).toBeUndefined();

  const [table, drawn, trained, scores, chart] = dataOf(notebook);
  expect(table[0]['text/html']).toMatch(/^<table>[^]*<td[^>]*>dijkstra<\/td>/);
  expect(table[0]['text/html']).toHaveProperty('length', expect.any(Number));
  for (const [figure] of [drawn, scores]) {
    expect(figure).toHaveProperty(['application/vnd.vegalite.v5+json', '$schema']);
    expect(Buffer.from(String(figure['image/png']), 'base64').subarray(1, 4).toString()).toBe('PNG');
  }
  expect(trained.at(-1)?.['text/html']).toMatch(/my-reasoner-[^]*trained[^]*<img /);
  expect(chart[0]).toHaveProperty(['application/vnd.plotly.v1+json', 'data', 0, 'type'], 'bar');
  expect(chart[0]['text/html']).toContain('plotly.min.js');
  expect(printNotebook(notebook).length).toBeLessThan(2 ** 20);
  // The engine is chosen when the first model needs it, and said there, once.
  const said = notebook.cells.flatMap((cell) =>
    (cell as CodeCell).outputs.flatMap((output) => (output.output_type === 'stream' ? [output] : [])),
  );
  expect(said).toEqual([
    {
      output_type: 'stream',
      name: 'stdout',
      text: expect.stringMatching(/^tensor engine: \S+.*\n$/) as string,
    },
  ]);
});

type Data = Readonly<Record<string, unknown>>;
const dataOf = ({ cells: all }: Notebook): Data[][] =>
  all.map((cell) =>
    (cell as CodeCell).outputs.flatMap((output) => ('data' in output ? [output.data as Data] : [])),
  );
