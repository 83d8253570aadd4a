/** An answer beside the true one, as lines for a terminal: wrong elements have a star. */
import {
  type AnswerTexts,
  type Metric,
  markedPrediction,
  textMetrics,
  textScores,
} from '../lib/metric/index.ts';

const shown: readonly Metric[] = ['clrs', 'valid'];

/** The star stands at the text, before line ends after it. */
const starred = (text: string) => text.replace(/\S(?=\s*$)/, '$&*');

/** What was answered, what is true, and the scores of that one answer. */
export function answerLines(texts: AnswerTexts): string {
  const { question, answer, prediction } = texts;
  const scores = textScores(question, answer, prediction);
  const marked = markedPrediction(texts).map(({ text, wrong }) => (wrong ? starred(text) : text));
  const lines = [
    `answer  ${marked.join('').trim() || '(nothing)'}`,
    `truth   ${answer.trim()}`,
    ...shown.map(
      (metric) => `${metric.padEnd(6)}  ${scores[metric].toFixed(3)}  (${textMetrics[metric].says})`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
