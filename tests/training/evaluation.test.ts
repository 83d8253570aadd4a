/** How answers are evaluated: which problems are asked how, with how much room, and what of the answers is scored. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from '../../lib/backend/index.ts';
import {
  type AlgorithmName,
  type Batch,
  formatSample,
  namesTokenizer,
  transnarSampleAt,
  withIndexHints,
} from '../../lib/dataset/index.ts';
import { type LanguageExperiment, override, presets } from '../../lib/experiment/index.ts';
import type { ResultRow } from '../../lib/metric/index.ts';
import type { Memory } from '../../lib/model/memory.ts';
import { drawPositions } from '../../lib/model/language-data/index.ts';
import { Parameters } from '../../lib/model/parameters.ts';
import { type Reasoner, disposeMemories } from '../../lib/model/transnar/index.ts';
import { keyed } from '../../lib/random/index.ts';
import { readEvaluation, readPredictions } from '../../lib/store/index.ts';
import { createRun } from '../../lib/store/new-run.ts';
import { evaluateLanguageModel, evaluateNar } from '../../lib/training/index.ts';
import type { ProgressState } from '../../lib/training/loop/progress.ts';
import { scriptedLanguageModel, scriptedNar } from './scripted.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-evaluation-'));
const tokenizer = namesTokenizer();
const algorithms = ['minimum', 'insertion_sort'] as const;
const experiment = override(presets.smoke.transnar, [
  'seed=9',
  `algorithms=${JSON.stringify(algorithms)}`,
  'data={"sizes":[3,4],"samples":4,"hints":false,"batch":3,"groups":1}',
  'evaluation={"sizes":[4,5],"samples":5}',
]);

beforeAll(async () => {
  process.env['TRANSNAR_DATA'] = folder;
  await chooseBackend();
});
afterAll(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

/** The problems that every model is evaluated on, whatever its own seed. */
const problem = (algorithm: AlgorithmName, size: number, index: number) => {
  const trajectory = transnarSampleAt('evaluation', algorithm, size, 0, index);
  return { algorithm, size, index, trajectory, ...formatSample(trajectory) };
};
const cells = algorithms.flatMap((algorithm) => [4, 5].map((size) => ({ algorithm, size })));
const problemsOf = ({ algorithm, size }: (typeof cells)[number]) =>
  [0, 1, 2, 3, 4].map((index) => problem(algorithm, size, index));
const problems = cells.flatMap(problemsOf);

/** Right; its last digit wrong; its last digit no digit; without an end; right. */
const variations: readonly ((answer: string) => string)[] = [
  (answer) => answer,
  (answer) => answer.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10)),
  (answer) => answer.replace(/\d(?=\D*$)/, 'x'),
  (answer) => answer.trimEnd() + '1'.repeat(300),
  (answer) => answer,
];

/** A reasoner whose memory of a problem is its keys, and the batches that it was shown. */
function keysAsMemory() {
  const shown: Batch[] = [];
  const reasoner: Reasoner = {
    memoryWidths: { nodes: 1, edges: 1 },
    memory(batch) {
      shown.push(batch);
      const { size, nodes } = batch;
      return {
        nodes: tf.tensor3d(Float32Array.from(batch.inputs['key'].data), [size, nodes, 1]),
        edges: tf.zeros<tf.Rank.R4>([size, nodes, nodes, 1]),
        mask: tf.ones<tf.Rank.R2>([size, nodes]),
      };
    },
  };
  return { reasoner, shown };
}

/** Evaluates a model that answers as it is told. */
async function evaluated(own: LanguageExperiment, answer: (question: string) => string) {
  const { reasoner, shown } = keysAsMemory();
  const { model, asked } = scriptedLanguageModel(own.transformer, tokenizer, [1], answer);
  const name = `scripted-${String(Math.random()).slice(2)}`;
  const run = createRun(name, { name, config: own, command: 'test' });
  const rows = await evaluateLanguageModel({
    experiment: own,
    run,
    model,
    tokenizer,
    parameters: Parameters.seeded(0),
    reasoner,
    indexHints: own.data.indexHints ?? false,
    dispose: () => undefined,
  });
  return { rows, asked, shown, predictions: readPredictions(run) };
}

const answerOf = (question: string) => {
  const { answer, index } = problems.find((each) => each.question === question)!;
  return variations[index](answer);
};

/** 32 tokens, or the next multiple, above one and a half of the longest answer of the cell. */
function budgetOf(answers: readonly string[]): number {
  const longest = Math.max(...answers.map((answer) => tokenizer.encode(answer).length));
  let budget = 32;
  while (budget < 1.5 * longest) budget += 32;
  return budget;
}

describe('a language model', () => {
  test('is asked the problems of the evaluation split, whatever its seed, a batch at a time', async () => {
    const { asked, predictions } = await evaluated(experiment, answerOf);
    expect(asked.map(({ questions }) => questions.length)).toEqual([3, 2, 3, 2, 3, 2, 3, 2]);
    expect(asked.flatMap(({ questions }) => questions)).toEqual(problems.map(({ question }) => question));
    expect(
      predictions.map(({ algorithm, size, index, question, answer }) => [
        algorithm,
        size,
        index,
        question,
        answer,
      ]),
    ).toEqual(
      problems.map(({ algorithm, size, index, question, answer }) => [
        algorithm,
        size,
        index,
        question,
        answer,
      ]),
    );
    // Another seed of the model: the same problems.
    const other = await evaluated(override(experiment, ['seed=3']), answerOf);
    expect(other.asked.map(({ questions }) => questions)).toEqual(asked.map(({ questions }) => questions));
    expect(other.asked.map(({ positions }) => positions)).not.toEqual(
      asked.map(({ positions }) => positions),
    );
  });

  test('has one budget in a cell, over which its positions are spread', async () => {
    const { asked, predictions } = await evaluated(experiment, answerOf);
    cells.forEach((cell, c) => {
      const own = problemsOf(cell);
      const budget = budgetOf(own.map(({ answer }) => answer));
      const batches = asked.slice(2 * c, 2 * c + 2);
      for (const { capacity, questions, positions } of batches) {
        const lengths = questions.map((question) => tokenizer.encode(question).length);
        expect(capacity).toBe(Math.max(...lengths) + budget);
        questions.forEach((question, row) => {
          const drawn = drawPositions(
            experiment.transformer.positions,
            lengths[row] + budget,
            keyed(9, 'positions', question),
          );
          expect(positions[row]).toEqual([...drawn.subarray(0, lengths[row])]);
        });
      }
      // The answer that never ends takes all of it.
      const endless = predictions.find(
        (each) => each.algorithm === cell.algorithm && each.size === cell.size && each.index === 3,
      )!;
      expect(tokenizer.encode(endless.prediction)).toHaveLength(budget);
    });
  });

  test('reads the memory of its own problem, of graphs with positions on the grid', async () => {
    const { asked, shown } = await evaluated(experiment, answerOf);
    asked.forEach(({ memory, questions }) => {
      const [{ nodes }] = memory as Memory[];
      questions.forEach((question, row) => {
        const { trajectory } = problems.find((each) => each.question === question)!;
        expect(nodes.arraySync()[row].flat()).toEqual([...Float32Array.from(trajectory.inputs['key'].data)]);
      });
      disposeMemories(memory as Memory[]);
    });
    for (const { inputs, nodes } of shown) {
      const grid = Array.from({ length: nodes }, (_, i) => i / nodes);
      inputs['pos'].data.forEach((position, i) => expect(position).toBeCloseTo(grid[i % nodes], 12));
    }
  });

  test('is scored by the mean of each score over the problems of a cell', async () => {
    const { rows, predictions } = await evaluated(experiment, answerOf);
    const valueOf = (algorithm: string, size: number, metric: ResultRow['metric']) => {
      const [row, ...more] = rows.filter(
        (each) => each.algorithm === algorithm && each.size === size && each.metric === metric,
      );
      expect(more).toEqual([]);
      expect(row).toMatchObject({
        samples: 5,
        seed: 9,
        model: 'transnar',
        step: experiment.training.updates,
      });
      return row.value;
    };
    for (const { algorithm, size } of cells) {
      // One element of a sorted list is wrong, or all of a single index.
      const partly = algorithm === 'minimum' ? 0 : (size - 1) / size;
      expect(valueOf(algorithm, size, 'shape')).toBeCloseTo(4 / 5, 12);
      expect(valueOf(algorithm, size, 'parse')).toBeCloseTo(4 / 5, 12);
      expect(valueOf(algorithm, size, 'exact')).toBeCloseTo(2 / 5, 12);
      expect(valueOf(algorithm, size, 'clrs')).toBeCloseTo((2 + 2 * partly) / 5, 12);
    }
    expect(predictions.map(({ ended }) => ended)).toEqual(problems.map(({ index }) => index !== 3));
  });

  test('with index hints is asked and answers with them, and is scored without', async () => {
    const hinted = override(experiment, ['data.indexHints=true', 'transformer.context=512']);
    const byHinted = new Map(problems.map((each) => [withIndexHints(each.question), each]));
    const { rows, asked, predictions } = await evaluated(hinted, (question) => {
      const { answer, index } = byHinted.get(question)!;
      // A wrong index is taken out like a right one.
      return index === 2 ? withIndexHints(answer).replaceAll('1:', '7:') : withIndexHints(answer);
    });
    expect(rows.map(({ value }) => value)).toEqual(rows.map(() => 1));
    expect(predictions.map(({ prediction }) => prediction)).toEqual(problems.map(({ answer }) => answer));
    expect(predictions.map(({ question }) => question)).toEqual(problems.map(({ question }) => question));
    cells.forEach((cell, c) => {
      const budget = budgetOf(problemsOf(cell).map(({ answer }) => withIndexHints(answer)));
      for (const { capacity, questions } of asked.slice(2 * c, 2 * c + 2)) {
        expect(capacity - budget).toBe(Math.max(...questions.map((each) => tokenizer.encode(each).length)));
      }
    });
  });
});

test('a reasoner has one row for each score, algorithm and size, on the test draw, and keeps it', () => {
  const own = override(presets.smoke.nar, ['algorithms=["bfs","minimum"]', 'data.batch=3', 'seed=4']);
  const { nar, asked } = scriptedNar(({ outputs }, first) =>
    Object.fromEntries(
      Object.entries(outputs).map(([name, feature]) => {
        const right = first % 5 < 3; // the first batch of a cell
        return [name, right ? feature : { ...feature, data: feature.data.map((value) => 1 - value) }];
      }),
    ),
  );
  const run = createRun('scripted-nar', { name: 'scripted-nar', config: own, command: 'test' });
  const trained = { nar, experiment: own, run, parameters: Parameters.seeded(0), dispose: () => undefined };
  const rows = evaluateNar(trained, [4, 6], 5);
  expect(asked.map(({ algorithm, nodes, size }) => [algorithm, nodes, size])).toEqual(
    (['bfs', 'minimum'] as const).flatMap((name) =>
      [4, 6].flatMap((size) => [
        [name, size, 3],
        [name, size, 2],
      ]),
    ),
  );
  for (const { inputs } of asked) expect(inputs['pos'].data[0]).toBe(0);
  expect(
    rows.map(({ algorithm, size, samples, seed, metric }) => [algorithm, size, samples, seed, metric]),
  ).toEqual([
    ['bfs', 4, 5, 4, 'clrs'],
    ['bfs', 4, 5, 4, 'valid'],
    ['bfs', 6, 5, 4, 'clrs'],
    ['bfs', 6, 5, 4, 'valid'],
    ['minimum', 4, 5, 4, 'clrs'],
    ['minimum', 4, 5, 4, 'valid'],
    ['minimum', 6, 5, 4, 'clrs'],
    ['minimum', 6, 5, 4, 'valid'],
  ]);
  for (const { value } of [rows[1], rows[3], ...rows.slice(4)]) expect(value).toBeCloseTo(3 / 5, 12);

  // They are kept with the run: only what is new is computed.
  asked.length = 0;
  expect(evaluateNar(trained, [4, 6], 5)).toEqual(rows);
  expect(asked).toEqual([]);
  const told: ProgressState[] = [];
  const next = evaluateNar(trained, [6, 7], 5, { progress: (state) => told.push(state) });
  expect(next.filter(({ size }) => size === 6)).toEqual(rows.filter(({ size }) => size === 6));
  // What was kept is behind it, and took none of the time that the rest is estimated by.
  expect(told[0]).toEqual({ label: 'evaluating nar-smoke', done: 2, total: 4 });
  expect(told.at(-1)).toMatchObject({ done: 4, note: 'minimum 7' });
  expect(asked.map(({ nodes }) => nodes)).toEqual([7, 7, 7, 7]);
  evaluateNar(trained, [4], 2);
  const kept = readEvaluation(run)!.map(({ size, samples }) => `${samples} of size ${size}`);
  expect([...new Set(kept)].sort()).toEqual(['2 of size 4', '5 of size 6', '5 of size 7']);
});
