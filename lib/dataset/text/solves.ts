/** Whether an answer in text solves what the question asks, where that need not be the true answer. */
import { chain } from '../encodings.ts';
import type { CompactValues } from '../algorithm.ts';
import { isSolution } from '../solution.ts';
import { type TextField, textLayout } from './layout.ts';
import { type ParsedQuestion, parseOutputs } from './parse.ts';
import type { TextValue } from './values.ts';

/** Whether `text` answers `question` with a solution as good as the true `answer`. Traces are not looked at. */
export function solves(question: ParsedQuestion, text: string, answer: string): boolean {
  const [found, truth] = [text, answer].map((each) => outputsOf(question, each));
  return found !== undefined && truth !== undefined && isSolution({ ...question, outputs: truth }, found);
}

/** The outputs that an answer states, in the form in which algorithms report them; undefined if it states none. */
function outputsOf(question: ParsedQuestion, text: string): CompactValues | undefined {
  const parsed = parseOutputs(question, text);
  if (!parsed.ok) return undefined;
  const { outputs, answerFromTrace } = textLayout(question.record, question.hints);
  const stated: Record<string, TextValue> = {};
  for (const field of outputs) {
    const value = reported(field, parsed.values[field.probe], question);
    const name = answerFromTrace?.[field.probe] ?? field.probe;
    // A search ends where both of its bounds are: two values of one output have to agree.
    if (value === undefined || (stated[name] ?? value) !== value) return undefined;
    stated[name] = value;
  }
  return stated;
}

/** Keys in order become pointers to predecessors, where they are the keys of the question. */
function reported(
  { type, keys }: TextField,
  value: TextValue,
  { inputs }: ParsedQuestion,
): TextValue | undefined {
  if (type !== 'should_be_permutation' || typeof value === 'number') return value;
  const nodesOf = new Map<number, number[]>();
  Array.from(inputs[keys] as Float64Array).forEach((key, node) => {
    const equal = nodesOf.get(key);
    if (equal) equal.push(node);
    else nodesOf.set(key, [node]);
  });
  const order = Array.from(value, (key) => nodesOf.get(key)?.pop());
  return order.every((node) => node !== undefined) ? Float64Array.from(chain(order)) : undefined;
}
