/** `transnar explorer`: from runs to a page. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import type { ExplorerData, ExplorerDetail } from '../../lib/page/explorer/index.ts';
import { override, presets } from '../../lib/experiment/index.ts';
import { type AnsweringModel, answeringReasoners } from '../../scripts/explorer/runs.ts';
import { transnar } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-explorer-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Published ones that answer the fewest problems, binary_search and minimum. */
const runs = ['transformer-laptop-pretrained-a9748076', 'transnar-laptop-pretrained-e0d7bd52'];

test('runs that were never evaluated are, after a word, and stand on the page with their reasoner', () => {
  const [out, env] = [join(folder, 'page.html'), { TRANSNAR_DATA: join(folder, 'data') }];
  const command = ['explorer', '--run', ...runs, '--out', out, '--kilobytes', '400'];
  const first = transnar(command, { env });
  expect(first.stderr).toMatch(
    new RegExp(`evaluating 2 of 2 runs first, once: ${runs.join(', ')} \\(on two cores that took \\d+ s;`),
  );
  expect(first).toMatchObject({ code: 0 });

  const html = readFileSync(out, 'utf8');
  const held = (id: string): unknown => {
    const packed = new RegExp(`id="${id}">([^<]*)<`).exec(html)?.[1] ?? '';
    return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString());
  };
  const { models, problems, answers, details } = held('data') as ExplorerData;
  expect(models.map(({ kind, asked, evaluated }) => [kind, asked, evaluated])).toEqual([
    ['nar', 600, 600],
    ['transformer', 600, 600],
    ['transnar', 600, 600],
  ]);
  expect(problems).toHaveLength(600);
  expect(details.length).toBeGreaterThan(5);
  // Beside the models that run in it, of which every page has the same.
  const told = html.replace(/<script type="application\/gzip" id="live-[^]*?<\/script>/g, '');
  expect(html.length - told.length).toBeGreaterThan(3_000_000);
  expect(told.length).toBeLessThan(1_200_000);
  const { readings, hints, labels } = held(`detail-${details[0]}`) as ExplorerDetail;
  expect(readings.map((reading) => reading && reading.graph.length > 0)).toEqual([null, false, true]);
  expect(labels).toHaveLength(problems[details[0]].size);
  expect(Object.keys(hints ?? {}).length).toBeGreaterThan(0);
  // What was read is what was written.
  readings.forEach((reading, model) => {
    if (!reading) return;
    const { question } = problems[details[0]];
    expect(reading.tokens.join('')).toBe(`${question}${answers[model][details[0]]?.prediction}`);
  });

  expect(transnar(command, { env }).stderr).not.toContain('evaluating');
});

test('a reasoner that was trained along is not what the model reads any more', async () => {
  const experiment = override(presets.laptop.transnar, ['reader.frozen=false']);
  const model = { trained: { experiment }, predictions: [] } as unknown as AnsweringModel;
  expect(await answeringReasoners([model])).toEqual([]);
});

test('where no run is there, it says what to name', () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const { code, stderr } = transnar(['explorer'], {
    env: { TRANSNAR_DATA: empty, TRANSNAR_CHECKPOINTS: empty },
  });
  expect(code).toBe(1);
  expect(stderr.trim().split('\n').at(-1)).toMatch(
    /None of the models that the page is for is trained here: name runs/,
  );
});

test('a run that answers no text has no place there', () => {
  const { code, stderr } = transnar(['explorer', '--run', 'nar-laptop'], { env: { TRANSNAR_DATA: folder } });
  expect(code).toBe(1);
  expect(stderr.trim().split('\n').at(-1)).toMatch(/trains no model that answers text/);
});
