/**
 * What the longest answers of the explorer's page take, by its worker's own code in Node: processor time, which other work on the
 * machine disturbs least, of all threads, the compiler's and the garbage collector's among them.
 */
import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from '../lib/backend/index.ts';
import { formatSample, transnarSampleAt } from '../lib/dataset/index.ts';
import type { AnswerReport } from '../lib/page/live/protocol.ts';
import { answer } from '../lib/page/live/worker/answers.ts';
import { modelsOf } from '../lib/page/live/worker/models.ts';
import { startPageEngine } from '../scripts/live/engine.ts';
import { liveParts } from '../scripts/live/parts.ts';
import { type MeasureOptions, cpuTime, median, rounded } from './measure.ts';

/** The longest of the page's examples. */
const asked = { algorithm: 'matrix_chain_order', size: 12, index: 20 } as const;

/** Milliseconds of processor time, the middle of all repeats, after one that is not counted. */
interface Part {
  readonly tokens: number;
  /** Until the first token is written: the reasoner's steps, if it reads them, and the question. */
  readonly first_ms: number;
  readonly token_ms: number;
  readonly answer_ms: number;
  /** Elapsed. */
  readonly elapsed_ms: number;
}

/** How long each of the page's models answers; `PAGE_PROBLEM`, such as `bfs 8 3`, is another problem. */
export async function run({ repeats }: MeasureOptions): Promise<object> {
  await chooseBackend();
  const { data, weights } = await liveParts();
  await startPageEngine();
  const models = modelsOf(data, weights);
  const question = questionOf(process.env['PAGE_PROBLEM']);
  const request = {
    asking: { question, memory: 'own', other: 0, positions: undefined },
    share: { steps: true, voices: data.voices.map((_, voice) => voice) },
  } as const;
  const answers: Part[][] = [];
  const [steps, all]: number[][] = [[], []];
  for (let repeat = 0; repeat <= repeats; repeat++) {
    const parts: Part[] = [];
    let [tokens, first, begun] = [0, 0, cpuTime()];
    const start = begun;
    const hear = (report: AnswerReport): void => {
      if (report.kind === 'steps') steps.push(cpuTime() - start);
      if (report.kind === 'tokens') {
        if (tokens === 0) first = cpuTime();
        tokens += report.texts.length;
      }
      if (report.kind === 'answer') {
        const end = cpuTime();
        parts.push({
          tokens,
          first_ms: first - begun,
          token_ms: (end - first) / (tokens - 1),
          answer_ms: end - begun,
          elapsed_ms: report.answer.ms,
        });
      }
      if (report.kind !== 'tokens') [tokens, begun] = [0, cpuTime()];
    };
    await answer(models, repeat, request, hear, new AbortController().signal);
    all.push(cpuTime() - start);
    answers.push(parts);
  }
  return {
    backend: tf.getBackend(),
    steps_ms: middle(steps),
    all_ms: middle(all),
    answers: Object.fromEntries(
      data.voices.map(({ title }, voice) => [title, middleOf(answers.map((parts) => parts[voice]))]),
    ),
  };
}

function questionOf(named: string | undefined): string {
  const [algorithm, size, index] = named?.split(' ') ?? [asked.algorithm, asked.size, asked.index];
  const name = algorithm as typeof asked.algorithm;
  return formatSample(transnarSampleAt('evaluation', name, Number(size), 0, Number(index))).question;
}

/** Of all but the first: what runs first is compiled meanwhile. */
const middle = (values: readonly number[]) => rounded(median(values.slice(1)));

function middleOf(parts: readonly Part[]): Part {
  const keys = ['tokens', 'first_ms', 'token_ms', 'answer_ms', 'elapsed_ms'] as const;
  return Object.fromEntries(
    keys.map((key) => [key, middle(parts.map((part) => part[key]))]),
  ) as unknown as Part;
}
