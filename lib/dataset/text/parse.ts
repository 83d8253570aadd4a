/** CLRS-Text back to values: the inverse of `format`, total over all strings. */
import { messageOf } from '../../message.ts';
import type { Algorithm, Arguments } from '../algorithm.ts';
import { algorithms } from '../registry.ts';
import { Cursor, type TextProblem, attempt } from './cursor.ts';
import { type TextField, type TextLayout, outputsAt, textLayout } from './layout.ts';
import { type GraphSize, type TextValue, type TextValues, outOfRange, readValue } from './values.ts';

/** What a question says. */
export interface ParsedQuestion {
  readonly ok: true;
  /** Its name. */
  readonly algorithm: string;
  readonly record: Algorithm;
  /** Whether the answer is preceded by a trace. */
  readonly hints: boolean;
  readonly nodes: number;
  /** The most digits after the point of any input. */
  readonly decimals: number;
  /** The shown inputs by probe name: all but `pos` and `adj`. */
  readonly inputs: TextValues;
  /** The first hint by probe name; empty without hints. */
  readonly initialTrace: TextValues;
  /** What `algorithm(name).trace` takes. */
  readonly arguments: Arguments;
}

/** What an answer says, by probe name. */
export interface ParsedAnswer {
  readonly ok: true;
  readonly values: TextValues;
  /** The hints between the first and the last; empty without hints. */
  readonly trace: readonly TextValues[];
}

/** What is read as a question. */
export interface ParseOptions {
  /** What a question may be about, records of your own included (default: all algorithms of the library). */
  readonly algorithms?: readonly Algorithm[];
}

/** Reads a question with or without hints. Never throws: what is wrong comes back with its place. */
export function parseQuestion(
  text: string,
  { algorithms: known = Object.values(algorithms) }: ParseOptions = {},
): ParsedQuestion | TextProblem {
  return attempt(() => readQuestion(new Cursor(text), known));
}

/** Reads an answer to `question`, blank line included. Never throws: what is wrong comes back with its place. */
export function parseAnswer(question: ParsedQuestion, text: string): ParsedAnswer | TextProblem {
  return attempt(() => readAnswer(question, new Cursor(text)));
}

/**
 * Reads of an answer to `question` the outputs alone, which are what follows its trace; no more is asked of a trace than to
 * be there. Never throws.
 */
export function parseOutputs(question: ParsedQuestion, text: string): ParsedAnswer | TextProblem {
  return attempt(() => {
    const cursor = new Cursor(text);
    cursor.at =
      outputsAt(textLayout(question.record, question.hints), text) ?? cursor.fail('there is no trace');
    return { ok: true, values: readOutputs(question, cursor), trace: [] };
  });
}

function readQuestion(cursor: Cursor, known: readonly Algorithm[]): ParsedQuestion {
  const record = readAlgorithm(cursor, known);
  const plain = textLayout(record, false);
  const size: GraphSize = { nodes: 0 };
  const start = cursor.at;
  const inputs = readInputs(cursor, plain.inputs, size);
  if (size.nodes < 2) cursor.fail('a problem needs at least 2 nodes', start);
  const { decimals } = cursor;

  const hints = cursor.skip(', initial_trace: ');
  const layout = textLayout(record, hints);
  if (hints && !layout.hints) cursor.fail(`${record.name} has no trace`);
  const initialTrace = readStep(cursor, layout, layout.trace, size);
  cursor.expect(`\n${layout.heading}\n`);
  cursor.expectEnd();

  const args = restore(cursor, record, inputs, start);
  return {
    ok: true,
    algorithm: record.name,
    record,
    hints,
    nodes: size.nodes,
    decimals,
    inputs,
    initialTrace,
    arguments: args,
  };
}

function readAlgorithm(cursor: Cursor, known: readonly Algorithm[]): Algorithm {
  const name = /^\w*/.exec(cursor.text)?.[0] ?? '';
  const found = known.find((record) => record.name === name);
  if (!found)
    cursor.fail(
      `expected the name of an algorithm, found ${cursor.text.trim() ? JSON.stringify(cursor.text.slice(0, 30)) : 'no text'}`,
    );
  cursor.at = name.length;
  cursor.expect(':\n');
  return found;
}

function readInputs(cursor: Cursor, fields: readonly TextField[], size: GraphSize): TextValues {
  const values: Record<string, TextValue> = {};
  const starts: number[] = [];
  fields.forEach((field, i) => {
    cursor.expect(`${i > 0 ? ', ' : ''}${field.name}: `);
    starts.push(cursor.at);
    values[field.name] = readValue(cursor, field, size);
  });
  // An index such as the source may come before the first list tells how many nodes there are.
  fields.forEach((field, i) => {
    const value = values[field.name];
    const problem =
      typeof value === 'number' ? outOfRange(field, value, size.nodes) : wrongSplit(field, value);
    if (problem) cursor.fail(`${field.name} ${problem}`, starts[i]);
  });
  return values;
}

/** A mask over the nodes is how string algorithms tell the text (0) from the pattern (1) that follows it. */
function wrongSplit({ location, type }: TextField, value: Float64Array): string | undefined {
  if (location !== 'node' || type !== 'mask') return undefined;
  const split = value.indexOf(1);
  return split > 0 && !value.includes(0, split) ? undefined : 'needs zeros first, then ones';
}

function restore(cursor: Cursor, record: Algorithm, inputs: TextValues, at: number): Arguments {
  try {
    return record.restore(inputs);
  } catch (error) {
    return cursor.fail(messageOf(error), at);
  }
}

function readAnswer(question: ParsedQuestion, cursor: Cursor): ParsedAnswer {
  const layout = textLayout(question.record, question.hints);
  const trace: TextValues[] = [];
  if (layout.hints && !cursor.skip(' | ')) {
    do trace.push(readStep(cursor, layout, layout.trace, { nodes: question.nodes }));
    while (cursor.skip(', '));
    cursor.expect(' | ');
  }
  return { ok: true, values: readOutputs(question, cursor), trace };
}

function readOutputs({ record, hints, nodes }: ParsedQuestion, cursor: Cursor): TextValues {
  const layout = textLayout(record, hints);
  const values = readStep(cursor, layout, layout.outputs, { nodes });
  cursor.expect('\n\n');
  cursor.expectEnd();
  return values;
}

/** The values of one step of the trace, or of the answer. */
function readStep(
  cursor: Cursor,
  { tuple }: TextLayout,
  fields: readonly TextField[],
  size: GraphSize,
): TextValues {
  const values: Record<string, TextValue> = {};
  if (tuple) cursor.expect('(');
  fields.forEach((field, i) => {
    if (i > 0) cursor.expect(', ');
    values[field.probe] = readValue(cursor, field, size);
  });
  if (tuple) cursor.expect(')');
  return values;
}
