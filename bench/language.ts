/**
 * How fast language models for a laptop learn and answer: the Transformer, and TransNAR with its reasoner. They are those of
 * the first preset, whatever the preset has become: so measurements of different days compare.
 */
import { type Tokenizer, formatSample, transnarSampleAt } from '../lib/dataset/index.ts';
import { generate } from '../lib/model/transformer/index.ts';
import { MemoryBank, disposeMemories } from '../lib/model/transnar/index.ts';
import type { LanguageExperiment } from '../lib/experiment/index.ts';
import { firstLaptop } from '../lib/experiment/first-laptop.ts';
import { type FreshLearner, freshLearner } from '../lib/training/fresh-learner.ts';
import { tokenCount } from '../lib/training/language-task.ts';
import { takeUpdate } from '../lib/training/loop/take-update.ts';
import type { Elsewhere } from '../lib/training/loop/task.ts';
import { Optimizer } from '../lib/optimizer/index.ts';
import { type Measurement, type MeasureOptions, type Workload, measure, rounded } from './measure.ts';

/** Problems answered side by side, and the tokens of each answer. */
const DECODED = { algorithm: 'insertion_sort', size: 12, texts: 32, budget: 64 } as const;

/** A step, and the tokens that it learns from (padding included) or writes (prompts not counted). */
export interface LanguageWorkload extends Workload<number | Promise<number>> {
  readonly tokens: number;
}

export interface LanguageMeasurement extends Measurement {
  readonly tokens: number;
  readonly tokens_per_second: number;
}

/** The first object is TransNAR's training; all four measurements follow, in the order in which they were taken. */
export async function run(
  options: MeasureOptions,
): Promise<LanguageMeasurement & { measurements: LanguageMeasurement[] }> {
  const measurements: LanguageMeasurement[] = [];
  let training: LanguageMeasurement | undefined;
  for (const model of ['transformer', 'transnar'] as const) {
    const experiment = firstLaptop[model];
    training = await measured(`${model} training`, () => languageUpdate(experiment), options);
    const decoding = await measured(`${model} decoding`, () => batchedAnswers(experiment), options);
    measurements.push(training, decoding);
  }
  return { ...training!, workload: 'language', measurements };
}

/** As {@link measure}, with the tokens of a step. */
export async function measured(
  name: string,
  make: () => LanguageWorkload,
  options: MeasureOptions,
): Promise<LanguageMeasurement> {
  let tokens = 0;
  const counted = () => {
    const workload = make();
    tokens = workload.tokens;
    return workload;
  };
  const measurement = await measure(name, counted, options);
  return { ...measurement, tokens, tokens_per_second: rounded((tokens / measurement.median_ms) * 1000) };
}

/** The first update of the preset: its batch is made, the reasoner is run, and all parameters are updated. */
export function languageUpdate(experiment: LanguageExperiment): LanguageWorkload {
  const learner = freshLearner(experiment);
  const { task } = learner;
  const { schedule } = experiment.training;
  const optimizer = new Optimizer(task.parameters, experiment.training);
  const groups = task.batch(0);
  const shapes = groups.map(({ tokens }) => tokens);
  task.release(groups);
  let update = 0;
  return {
    tokens: tokenCount(groups),
    flops: shapes.reduce((sum, { size, length }) => sum + 3 * forwardFlops(learner, size, length), 0),
    async step() {
      const moved = { ...task, batch: () => task.batch(0), elsewhere: always(task.elsewhere) };
      const { result } = await takeUpdate(moved, optimizer, {
        update: update++,
        learningRate: schedule.peak,
      });
      return result.loss;
    },
  };
}

/** The first update, whichever is asked for. */
function always(elsewhere: Elsewhere | undefined): Elsewhere | undefined {
  return elsewhere && { parts: () => elsewhere.parts(0) };
}

/** Greedy decoding with cached keys and values, prompts and reasoner included. */
export function batchedAnswers(experiment: LanguageExperiment): LanguageWorkload {
  const learner = freshLearner(experiment);
  const { model, tokenizer, reasoner } = learner;
  const { algorithm, size, texts, budget } = DECODED;
  const problems = Array.from({ length: texts }, (_, index) => {
    const trajectory = transnarSampleAt('evaluation', algorithm, size, 0, index);
    return {
      key: String(index),
      trajectory,
      text: formatSample(trajectory, { hints: false }).question,
      budget,
    };
  });
  const length = Math.max(...problems.map(({ text }) => tokenizer.encode(text).length)) + budget;
  const bank = reasoner && new MemoryBank({ reasoner, readsAt: model.readsAt, limit: 0 });
  return {
    tokens: texts * budget,
    flops: forwardFlops(learner, texts, length),
    async step() {
      const memory = bank?.memories(problems) ?? [];
      await generate(model, endless(tokenizer), problems, { memory, seed: 0 });
      disposeMemories(memory);
      return 0;
    },
  };
}

/** Shows no blank line, so that fresh weights write for as long as they may. */
function endless(tokenizer: Tokenizer): Tokenizer {
  return { ...tokenizer, decode: () => '' };
}

/** Two operations for every parameter and token, and the products of self-attention, of a square as by custom. */
function forwardFlops({ model, trainedParameters }: FreshLearner, texts: number, length: number): number {
  const { layers, width } = model.config;
  return texts * length * (2 * trainedParameters + 4 * length * width * layers);
}
