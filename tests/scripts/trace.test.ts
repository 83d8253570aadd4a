import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { algorithm, algorithmNames, sampleAt } from '../../lib/dataset/index.ts';
import { renderPage } from '../../lib/page/trace/page.ts';
import { renderTerminal } from '../../scripts/trace/terminal.ts';
import { traceView } from '../../lib/page/trace/view.ts';
import { transnar } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-trace-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a trace shows every step, with a star at what has changed', () => {
  const { code, stdout, stderr } = transnar(['trace', 'minimum', '--size', '4']);
  expect([code, stderr]).toEqual([0, '']);
  const key = sampleAt('minimum', 4, 0, 0, { truncateDecimals: 3 }).inputs['key'].data;
  const smallest = key.indexOf(Math.min(...key));
  const steps = stdout.split('\n\n').slice(1);
  expect(steps.map((step) => step.split('\n')[0])).toEqual([
    'step 1 of 4',
    'step 2 of 4',
    'step 3 of 4',
    'step 4 of 4',
    'output',
  ]);
  const column = (text: string, mark: string) => text.split('\n').find((line) => line.includes(mark)) ?? '';
  expect(column(steps[3], ' i ')).toMatch(/ \* +▲\*$/);
  const [nodes, output] = [column(steps[4], 'node'), column(steps[4], 'min')];
  expect(output.indexOf('▲')).toBe(nodes.indexOf(String(smallest)));
});

describe.each(algorithmNames)('%s', (name) => {
  const view = traceView(sampleAt(name, 6, 2, 1, { truncateDecimals: 3 }));
  const { length, hints } = view.trajectory;

  test('a terminal trace names every hint', () => {
    const text = renderTerminal(view, false);
    for (const hint of Object.keys(hints)) expect(text).toContain(`  ${hint} `);
    expect(text).not.toContain('\x1b');
    expect(renderTerminal(view, true)).toContain('\x1b');
  });

  test('a page has a drawing for every step, no numbers that are none, and needs nothing else', () => {
    const page = renderPage(view);
    expect(page.match(/<section/g)).toHaveLength(length);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    expect(page).not.toMatch(/(src|href)="(?!#)/);
  });
});

test('what changed is what differs from the step before', () => {
  const { steps } = traceView(sampleAt('bubble_sort', 5, 0, 0));
  const pred = steps.map((panels) => panels[0].rows[0]);
  pred.forEach((cells, t) =>
    cells.forEach(({ text, changed }, i) => expect(changed).toBe(t > 0 && text !== pred[t - 1][i].text)),
  );
});

test('--html writes the page', () => {
  const path = join(folder, 'bfs.html');
  expect(transnar(['trace', 'bfs', '--html', path])).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(readFileSync(path, 'utf8')).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
});

test('--html without a file writes the page to standard output', () => {
  const { code, stdout, stderr } = transnar(['trace', 'bfs', '--html']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
});

test('the page draws the graph of the inputs with its weights and loops', () => {
  const labels = (page: string) =>
    [...page.matchAll(/<text class="weight"[^>]*>([^<]*)</g)].map(([, weight]) => Number(weight));
  for (const name of ['dijkstra', 'dag_shortest_paths', 'mst_kruskal']) {
    const sample = sampleAt(name, 7, 2, 1, { truncateDecimals: 3 });
    const A = sample.inputs['A'].data;
    const page = renderPage(traceView(sample));
    const isDirected = A.some((weight, cell) => weight !== A[(cell % 7) * 7 + Math.trunc(cell / 7)]);
    const edges = [...A].filter(
      (weight, cell) => weight !== 0 && (isDirected || Math.trunc(cell / 7) <= cell % 7),
    );
    expect(labels(page).sort(), name).toEqual(edges.sort());
    const own = [...A].filter((weight, cell) => weight !== 0 && cell % 8 === 0);
    expect(page.match(/<circle class="loop"/g) ?? []).toHaveLength(own.length);
  }
  // The rules are for what lies in a drawing, and <use> shows a thing without what it lies in.
  const page = renderPage(traceView(sampleAt('dijkstra', 7, 2, 1)));
  expect(page).toMatch(/<g id="background" class="drawing"><(line|circle)/);
  const asymmetric = algorithm('bellman_ford').trace({ A: Float64Array.of(0, 0.25, 0.5, 0), s: 0 });
  expect(labels(renderPage(traceView(asymmetric)))).toEqual([0.25, 0.5]);
  // An edge of a graph without weights says nothing by its 1.
  expect(labels(renderPage(traceView(sampleAt('bfs', 7, 2, 1))))).toEqual([]);
});
