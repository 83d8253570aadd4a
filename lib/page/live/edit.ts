/** A question changed by a click: one value of a node, of an edge or of the whole, with the text written anew. */
import {
  type ParsedQuestion,
  type Trajectory,
  formatSample,
  parseQuestion,
  receivedQuestion,
  retrace,
  textLayout,
} from '../../dataset/index.ts';
import type { TextField } from '../../dataset/text/index.ts';
import { messageOf } from '../../message.ts';

/** One input of a question and which of its values: a node for a list, from * nodes + to for a matrix, 0 for the others. */
export interface Change {
  readonly probe: string;
  readonly at: number;
  readonly value: number;
}

/** A question that can be answered, with the run that answers it. */
export interface Problem {
  readonly question: string;
  readonly parsed: ParsedQuestion;
  readonly trajectory: Trajectory;
}

/** What is wrong with a text that is no question, and where, if it is at one place. */
export interface Fault {
  readonly fault: string;
  readonly at?: number;
}

/** Reads a question. Never throws. */
export function problemOf(text: string): Problem | Fault {
  const question = receivedQuestion(text);
  const parsed = parseQuestion(question);
  if (!parsed.ok) return { fault: parsed.problem, at: parsed.at };
  try {
    return { question, parsed, trajectory: retrace(parsed) };
  } catch (error) {
    return { fault: messageOf(error) };
  }
}

/** The inputs of a question that a click can change: where a text ends and its pattern begins stays as it is. */
export const editableFields = ({ record }: ParsedQuestion): TextField[] =>
  textLayout(record, false).inputs.filter(({ type }) => type !== 'mask');

/**
 * The question with one value changed, without a trace. A matrix that is symmetric stays so: its graph has no directions.
 * Throws where no such problem can be.
 */
export function changed({ parsed }: Problem, { probe, at, value }: Change): string {
  const { record, inputs, nodes } = parsed;
  const before = inputs[probe];
  let after: number | Float64Array = value;
  if (typeof before !== 'number') {
    after = Float64Array.from(before);
    after[at] = value;
    const across = (cell: number) => (cell % nodes) * nodes + Math.floor(cell / nodes);
    const isSymmetric = before.length > nodes && before.every((each, cell) => each === before[across(cell)]);
    if (isSymmetric) after[across(at)] = value;
  }
  const trajectory = record.trace(record.restore({ ...inputs, [probe]: after }));
  return formatSample(trajectory, { algorithm: record }).question;
}
