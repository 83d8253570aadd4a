import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type AlgorithmName, type Tokenizer, formatSample, transnarSampleAt } from '../dataset/index.ts';
import { type ResultRow, type TextScores, textScores } from '../metric/index.ts';
import { answerBudget, generate } from '../model/transformer/generate.ts';
import { MemoryBank, disposeMemories } from '../model/transnar/memory-bank.ts';
import { writeAtomically } from './atomic-file.ts';
import { commandOf } from './command.ts';
import type { TrainedLanguageModel } from './finetune.ts';
import { narScore } from './nar-score.ts';
import type { TrainedNar } from './pretrain-nar.ts';
import { type Progress, tracker } from './progress.ts';
import { provenance } from './provenance.ts';
import { readRows, writeRows } from './results.ts';
import type { Run } from './run.ts';

/** One answered problem, so that failures can be studied. */
export interface Prediction extends TextScores {
  readonly algorithm: AlgorithmName;
  readonly size: number;
  readonly index: number;
  readonly question: string;
  readonly answer: string;
  readonly prediction: string;
  /** Whether the blank line came within the token budget. */
  readonly ended: boolean;
  /** Updates that the model had been trained for. */
  readonly step: number;
  /** Decoding time: that of its batch in equal parts. */
  readonly seconds: number;
}

export interface EvaluationHooks {
  readonly progress?: Progress | undefined;
}

/** Every model is evaluated on the same problems, whatever its own seed. */
const evaluationSeed = 0;

const textMetrics = ['clrs', 'shape', 'parse', 'exact'] as const;

/** Rows of a finished evaluation are kept in the run's folder: the same evaluation is not computed twice. */
const rowsPath = (run: Run) => join(run.folder, 'results.jsonl');
const predictionsPath = (run: Run) => join(run.folder, 'predictions.jsonl');

/**
 * Free-running greedy decoding of fresh problems: the mean of each score for every algorithm and evaluation size. The
 * answers themselves go to predictions.jsonl in the run's folder.
 */
export async function evaluateLanguageModel(
  trained: TrainedLanguageModel,
  { progress }: EvaluationHooks = {},
): Promise<ResultRow[]> {
  const { experiment, run, model, reasoner } = trained;
  if (existsSync(predictionsPath(run))) return readRows(rowsPath(run));
  const { algorithms, evaluation } = experiment;
  const cells = algorithms.flatMap((algorithm) => evaluation.sizes.map((size) => ({ algorithm, size })));
  const report = tracker(`evaluating ${experiment.name}`, cells.length, progress);
  // Problems are read once, so nothing is worth keeping.
  const bank = reasoner && new MemoryBank({ reasoner, readsAt: model.readsAt, limit: 0 });
  const predictions: Prediction[] = [];
  const rows: ResultRow[] = [];
  report(0);
  for (const [done, { algorithm, size }] of cells.entries()) {
    const start = performance.now();
    const answered = await answerCell(trained, bank, algorithm, size);
    const seconds = (performance.now() - start) / 1000;
    predictions.push(...answered);
    const rowOf = rowMaker(experiment, run, commandOf('evaluate text', experiment));
    for (const metric of textMetrics) {
      const value = mean(answered.map((each) => each[metric]));
      rows.push(rowOf({ algorithm, size, metric, value, samples: answered.length, seconds }));
    }
    report(done + 1, `${algorithm} ${size}`);
  }
  writeRows(rowsPath(run), rows);
  writeAtomically(predictionsPath(run), predictions.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return rows;
}

/** The answers of the run's last evaluation. */
export function readPredictions(run: Run): Prediction[] {
  const lines = readFileSync(predictionsPath(run), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Prediction);
}

/** CLRS scores of the reasoner itself, on graphs, for every algorithm and the given sizes. */
export function evaluateNar(
  { nar, experiment, run }: TrainedNar,
  sizes: readonly number[],
  samples: number,
  { progress }: EvaluationHooks = {},
): ResultRow[] {
  const cells = experiment.algorithms.flatMap((algorithm) => sizes.map((size) => ({ algorithm, size })));
  const report = tracker(`evaluating ${experiment.name}`, cells.length, progress);
  const command = `${commandOf('evaluate nar', experiment)} --sizes ${sizes.join(',')} --samples ${samples}`;
  const rowOf = rowMaker(experiment, run, command);
  return cells.map(({ algorithm, size }, done) => {
    const start = performance.now();
    const request = { algorithm, size, samples, split: 'evaluation', batch: experiment.data.batch } as const;
    const value = narScore(nar, request);
    report(done + 1, `${algorithm} ${size}`);
    const seconds = (performance.now() - start) / 1000;
    return rowOf({ algorithm, size, metric: 'clrs', value, samples, seconds });
  });
}

async function answerCell(
  { experiment, model, tokenizer }: TrainedLanguageModel,
  bank: MemoryBank | undefined,
  algorithm: AlgorithmName,
  size: number,
): Promise<Prediction[]> {
  const { data, evaluation, seed, training } = experiment;
  const problems = Array.from({ length: evaluation.samples }, (_, index) => {
    const trajectory = transnarSampleAt('evaluation', algorithm, size, evaluationSeed, index);
    return { key: String(index), index, trajectory, ...formatSample(trajectory, { hints: data.hints }) };
  });
  const budget = budgetOf(problems, tokenizer);
  const predictions: Prediction[] = [];
  for (let first = 0; first < problems.length; first += data.batch) {
    const part = problems.slice(first, first + data.batch);
    const memory = bank?.memories(part) ?? [];
    const prompts = part.map(({ question }) => ({ text: question, budget }));
    const start = performance.now();
    const written = await generate(model, tokenizer, prompts, { memory, seed });
    const seconds = (performance.now() - start) / 1000 / part.length;
    disposeMemories(memory);
    part.forEach(({ index, question, answer }, i) => {
      const { text: prediction, ended } = written[i];
      const scores = textScores(question, answer, prediction);
      const about = { algorithm, size, index, step: training.updates, seconds };
      predictions.push({ ...about, question, answer, prediction, ended, ...scores });
    });
  }
  return predictions;
}

/** One generous budget for all problems of a cell, so that it does not tell one problem's answer from another's. */
function budgetOf(problems: readonly { answer: string }[], tokenizer: Tokenizer): number {
  return answerBudget(Math.max(...problems.map(({ answer }) => tokenizer.encode(answer).length)));
}

type Measured = Pick<ResultRow, 'algorithm' | 'size' | 'metric' | 'value' | 'samples' | 'seconds'>;

function rowMaker(
  experiment: TrainedNar['experiment'] | TrainedLanguageModel['experiment'],
  run: Run,
  command: string,
): (measured: Measured) => ResultRow {
  const { commit, hardware, backend } = provenance();
  const isNar = !('transformer' in experiment);
  return (measured) => ({
    experiment: experiment.name,
    run: basename(run.folder),
    model: isNar ? 'nar' : experiment.reader ? 'transnar' : 'transformer',
    variant: 'default',
    initialisation: isNar || experiment.initialisation.kind === 'untrained' ? 'untrained' : 'pretrained',
    ...measured,
    seed: experiment.seed,
    step: experiment.training.updates,
    command,
    commit,
    hardware: `${hardware}, engine ${backend}`,
    date: new Date().toISOString(),
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
