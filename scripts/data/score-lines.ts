/** Scores predictions that come as JSON lines, one at a time. */
import { z } from 'zod';
import {
  type DeviationName,
  formatSample,
  parseOutputs,
  parseQuestion,
  receivedAnswer,
  receivedQuestion,
  receivedTruth,
  retrace,
  textLayout,
} from '../../lib/dataset/index.ts';
import { type TextScores, byMetric, textScores } from '../../lib/metric/index.ts';

/** A line of a predictions file; other fields are ignored, so the rows of `transnar sample --text` are a start. */
const predictionLine = z.object({
  question: z.string(),
  /** Computed from the question if missing. */
  answer: z.string().optional(),
  prediction: z.string(),
  /** Problem size; the number of nodes if missing. */
  length: z.int().positive().optional(),
});

/** Mean scores of all predictions for one algorithm and size. */
export interface ScoreGroup extends TextScores {
  readonly algorithm: string;
  readonly size: number;
  readonly hints: boolean;
  readonly samples: number;
}

export interface LineScorer {
  /** Scores one line. Throws with a message if it is malformed, and then counts nothing. */
  add(line: string): void;
  /** By algorithm, then size. */
  groups(): ScoreGroup[];
  /** How many predictions were read in spite of each deviation from the letter, those that many share first. */
  deviations(): [DeviationName, number][];
}

/** `strict`: predictions are scored to the letter, their blank line included. */
export function lineScorer({ strict = false }: { readonly strict?: boolean } = {}): LineScorer {
  const sums = new Map<string, ScoreGroup>();
  const deviating = new Map<DeviationName, number>();
  return {
    add(line) {
      const row = readLine(line);
      const question = receivedQuestion(row.question);
      const parsed = parseQuestion(question);
      if (!parsed.ok) throw new Error(`the question is malformed at character ${parsed.at}: ${parsed.problem}`);
      const { algorithm, hints, nodes } = parsed;
      const answer =
        row.answer === undefined
          ? formatSample(retrace(parsed, { hints }), { hints }).answer
          : receivedTruth(row.answer);
      if (!parseOutputs(parsed, answer).ok)
        throw new Error(`The true answer ${JSON.stringify(answer.trimEnd().slice(0, 60))} is malformed.`);
      const { text, deviations } = strict
        ? { text: row.prediction, deviations: [] }
        : receivedAnswer(textLayout(parsed.record, hints), row.prediction);
      const scores = textScores(question, answer, text);
      for (const name of deviations) deviating.set(name, (deviating.get(name) ?? 0) + 1);
      const size = row.length ?? nodes;
      const key = JSON.stringify([algorithm, size, hints]);
      const empty = { algorithm, size, hints, samples: 0, ...byMetric(() => 0) };
      const sum = sums.get(key) ?? empty;
      sums.set(key, { ...sum, samples: sum.samples + 1, ...byMetric((metric) => sum[metric] + scores[metric]) });
    },
    groups() {
      const groups = [...sums.values()].map((sum) => ({ ...sum, ...byMetric((metric) => sum[metric] / sum.samples) }));
      return groups.sort(
        (a, b) =>
          a.algorithm.localeCompare(b.algorithm) || a.size - b.size || Number(a.hints) - Number(b.hints),
      );
    },
    deviations: () => [...deviating].sort(([, a], [, b]) => b - a),
  };
}

function readLine(line: string): z.infer<typeof predictionLine> {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    throw new Error('it is no JSON');
  }
  const { success, data: row, error } = predictionLine.safeParse(data);
  if (success) return row;
  throw new Error(error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`).join('; '));
}
