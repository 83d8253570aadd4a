/** When an evaluation is finished: all that was asked for is there, rows and answers. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { override, presets } from '../../lib/experiment/index.ts';
import { type ResultRow, metricNames } from '../../lib/metric/index.ts';
import { finishedEvaluation, readPredictions } from '../../lib/store/index.ts';
import { type TrainedLanguageModel, evaluateLanguageModel, trainOnText } from '../../lib/training/index.ts';
import { forgetDataFolder, newDataFolder } from '../support/runs.ts';

const experiment = override(presets.smoke.transformer, [
  'algorithms=["minimum","bfs"]',
  'transformer.width=8',
  'transformer.layers=1',
  'transformer.feedForward=8',
  'data={"sizes":[3],"samples":4,"hints":false,"batch":2,"groups":1}',
  'training.updates=2',
  'training.schedule.warmup=0',
  'evaluation={"sizes":[3,4],"samples":2}',
]);
const asked = { algorithms: experiment.algorithms, ...experiment.evaluation };

let trained: TrainedLanguageModel;
let rows: ResultRow[];
const kept: Record<string, string> = {};
const pathOf = (file: string) => join(trained.run.evaluation, file);
const values = (all: readonly ResultRow[]) =>
  all
    .map(({ algorithm, size, metric, value, samples }) => [algorithm, size, metric, value, samples].join(' '))
    .sort();
const problems = () =>
  readPredictions(trained.run).map(({ algorithm, size, index }) => `${algorithm} ${size} ${index}`);

beforeAll(async () => {
  newDataFolder();
  await chooseBackend();
  trained = await trainOnText(experiment);
  rows = await evaluateLanguageModel(trained);
  for (const file of ['results.jsonl', 'predictions.jsonl']) kept[file] = readFileSync(pathOf(file), 'utf8');
});
afterAll(() => {
  trained.dispose();
  forgetDataFolder();
});
beforeEach(() => Object.entries(kept).forEach(([file, text]) => writeFileSync(pathOf(file), text)));

test('with all rows and answers it is', () => {
  expect(rows).toHaveLength(2 * 2 * metricNames.length);
  expect(values(finishedEvaluation(trained.run, asked)!)).toEqual(values(rows));
});

test.each([
  ['another algorithm', { algorithms: [...asked.algorithms, 'dfs'] as const }],
  ['another size', { sizes: [3, 4, 5] }],
  ['more samples', { samples: 3 }],
  ['fewer samples', { samples: 1 }],
])('asked for %s it is not', (_, change) => {
  expect(finishedEvaluation(trained.run, { ...asked, ...change })).toBeUndefined();
});

const lines = (text: string) => text.trimEnd().split('\n');
const emptied = () => '';
const shortened = (text: string) => `${lines(text).slice(0, -1).join('\n')}\n`;
const beheaded = (text: string) => `${lines(text).slice(1).join('\n')}\n`;
const repeated = (text: string) => `${[...lines(text).slice(1), lines(text)[1]].join('\n')}\n`;

describe.each(['results.jsonl', 'predictions.jsonl'])('%s', (file) => {
  test.each(Object.entries({ emptied, shortened, beheaded, repeated }))(
    '%s: what is missing is done again, and nothing else',
    async (_, damage) => {
      writeFileSync(pathOf(file), damage(kept[file]));
      expect(finishedEvaluation(trained.run, asked)).toBeUndefined();
      expect(values(await evaluateLanguageModel(trained))).toEqual(values(rows));
      expect(problems().sort()).toEqual(
        asked.algorithms
          .flatMap((name) => [3, 4].flatMap((size) => [0, 1].map((i) => `${name} ${size} ${i}`)))
          .sort(),
      );
      expect(finishedEvaluation(trained.run, asked)).toBeDefined();
    },
  );

  test('missing as a whole, too', async () => {
    rmSync(pathOf(file));
    expect(finishedEvaluation(trained.run, asked)).toBeUndefined();
    expect(values(await evaluateLanguageModel(trained))).toEqual(values(rows));
  });

  test('a damaged line is named', async () => {
    const [first, , ...others] = lines(kept[file]);
    writeFileSync(pathOf(file), [first, first.slice(0, 20), ...others, ''].join('\n'));
    await expect(evaluateLanguageModel(trained)).rejects.toThrow(`${pathOf(file)}, line 2 is not JSON.`);
    writeFileSync(pathOf(file), [first, first.replace('"size":', '"size":-'), ...others, ''].join('\n'));
    await expect(evaluateLanguageModel(trained)).rejects.toThrow(
      `${pathOf(file)}, line 2 is not valid: size: `,
    );
  });
});

describe('rows say what made their answers, whoever scores them', () => {
  const another = { commit: 'abcdef123456', hardware: 'another machine', date: '2025-01-02T03:04:05.000Z' };
  const origins = (all: readonly ResultRow[]) =>
    all.map(({ algorithm, size, commit, hardware, date }) => ({ algorithm, size, commit, hardware, date }));
  const groups = asked.algorithms.flatMap((algorithm) => [3, 4].map((size) => ({ algorithm, size })));
  const ofEach = (origin: (group: (typeof groups)[number]) => object) =>
    groups.flatMap((group) => metricNames.map(() => ({ ...group, ...origin(group) })));
  const rewrite = (file: string, change: (line: Record<string, unknown>) => object | undefined) =>
    writeFileSync(
      pathOf(file),
      lines(kept[file])
        .flatMap((line) => change(JSON.parse(line) as Record<string, unknown>) ?? [])
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
  const asBefore = (line: object) => ({ ...line, made: undefined });

  test('kept answers by what is kept with them; new ones by what makes them now', async () => {
    rewrite('predictions.jsonl', (line) =>
      line['algorithm'] === 'minimum' ? { ...line, made: another } : undefined,
    );
    rmSync(pathOf('results.jsonl'));
    const { commit, hardware } = rows[0];
    expect(commit).not.toBe(another.commit);
    expect(origins(await evaluateLanguageModel(trained))).toEqual(
      ofEach(({ algorithm }) =>
        algorithm === 'minimum' ? another : { commit, hardware, date: expect.any(String) as string },
      ),
    );
  });

  test('older answers, which say nothing, by the rows that there are of them', async () => {
    rewrite('predictions.jsonl', asBefore);
    // A score is newer than the evaluation.
    rewrite('results.jsonl', (row) => (row['metric'] === 'valid' ? undefined : { ...row, ...another }));
    expect(origins(await evaluateLanguageModel(trained))).toEqual(ofEach(() => another));
  });

  test('or as unknown, where there are none or those of other answers', async () => {
    rewrite('predictions.jsonl', asBefore);
    rewrite('results.jsonl', (row) =>
      row['algorithm'] === 'bfs' ? { ...row, ...another, seconds: Number(row['seconds']) + 1 } : undefined,
    );
    const before = Date.now();
    const made = await evaluateLanguageModel(trained);
    expect(origins(made)).toEqual(
      ofEach(() => ({ commit: 'unknown', hardware: 'unknown', date: expect.any(String) as string })),
    );
    for (const { date } of made) expect(Date.parse(date)).toBeGreaterThanOrEqual(before);
  });
});

test('a set of problems of which one is answered twice is answered again: it would count twice', async () => {
  writeFileSync(
    pathOf('predictions.jsonl'),
    `${kept['predictions.jsonl']}${lines(kept['predictions.jsonl'])[0]}\n`,
  );
  rmSync(pathOf('results.jsonl'));
  expect(values(await evaluateLanguageModel(trained))).toEqual(values(rows));
  expect(problems()).toHaveLength(new Set(problems()).size);
});
