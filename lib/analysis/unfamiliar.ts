/** What of a question a model never saw in training: it answers all the same, but its answer means less. */
import { type ParsedQuestion, textLayout, transnarSampleAt } from '../dataset/index.ts';
import type { LanguageExperiment } from '../experiment/index.ts';

/** Of a question's algorithm, its size and its kind of text; one sentence for each, none for a familiar question. */
export function unfamiliar(
  { algorithm, record, nodes, hints }: ParsedQuestion,
  { name, algorithms, data }: LanguageExperiment,
): string[] {
  const known = algorithms.find((each) => each === algorithm);
  if (!known) return [`${name} never trained on ${algorithm}, only on ${algorithms.join(', ')}.`];
  const sizes = data.sizes.map((size) => transnarSampleAt('train', known, size, 0, 0).nodes);
  const traced = textLayout(record, data.hints).hints;
  const trace = (shown: boolean) => (shown ? 'with a trace' : 'without a trace');
  return [
    ...(sizes.includes(nodes)
      ? []
      : [`${name} trained on ${algorithm} of ${sizes.join(', ')} nodes, not of ${nodes}.`]),
    ...(hints === traced ? [] : [`${name} trained on texts ${trace(traced)}, not ${trace(hints)}.`]),
  ];
}
