/** Trajectories as CLRS-Text (arXiv 2406.04229), string for string. */
import { type AlgorithmChoice, algorithm } from '../registry.ts';
import type { Feature, Features, Trajectory } from '../trajectory.ts';
import { withIndexHints } from './index-hints.ts';
import { type TextField, type TextLayout, textLayout } from './layout.ts';
import { formatFloat, formatInteger } from './numbers.ts';

/** A problem and its answer; the full text is `question + answer`. */
export interface TextSample {
  readonly question: string;
  readonly answer: string;
}

/** What the text of a problem shows beside its inputs and outputs. */
export interface TextOptions {
  /** Show the first hint in the question and the others before the answer. */
  readonly hints?: boolean;
  /** Show the index of each element of a list or matrix; `withoutIndexHints` gives the plain text back. */
  readonly indexHints?: boolean | undefined;
}

/** How a trajectory is written. */
export interface FormatOptions extends TextOptions {
  /** The trajectory's algorithm, if it is one of your own (default: the library's of its name). */
  readonly algorithm?: AlgorithmChoice;
  /** What each node is called where the text names it by its index (default: its index). */
  readonly labels?: readonly number[] | undefined;
}

/**
 * The text of a trajectory as its algorithm recorded it, before any transform. Throws for a trace of hints that were not
 * kept.
 */
export function formatSample(
  trajectory: Trajectory,
  { hints = false, indexHints = false, algorithm: choice = trajectory.algorithm, labels }: FormatOptions = {},
): TextSample {
  const plain = formatPlain(trajectory, textLayout(algorithm(choice), hints), labels);
  if (!indexHints) return plain;
  return { question: withIndexHints(plain.question, labels), answer: withIndexHints(plain.answer, labels) };
}

type Labels = FormatOptions['labels'];

function formatPlain(trajectory: Trajectory, layout: TextLayout, labels: Labels): TextSample {
  const { inputs, length } = trajectory;
  if (!layout.trace.every(({ probe }) => probe in trajectory.hints)) {
    throw new Error(`This run of ${trajectory.algorithm} kept no hints, which its text is to show.`);
  }
  const shown = layout.inputs.map(
    (field) => `${field.name}: ${formatField(field, inputs[field.probe], 0, inputs, labels)}`,
  );
  const step = (t: number) => formatValues(layout, layout.trace, trajectory.hints, t, inputs, labels);
  const answer = layout.answerFromTrace
    ? step(length - 1)
    : formatValues(layout, layout.outputs, trajectory.outputs, 0, inputs, labels);
  const question = (values: readonly string[]) =>
    flat(`${trajectory.algorithm}:\n`, values.join(', '), `\n${layout.heading}\n`);
  if (!layout.hints) return { question: question(shown), answer: flat(answer, '\n\n') };

  // The last hint is not shown: the reference takes it to equal the answer.
  const trace: string[] = [];
  for (let t = 1; t < length - 1; t++) trace.push(step(t));
  return {
    question: question([...shown, `initial_trace: ${step(0)}`]),
    answer: flat(trace.join(', '), ' | ', answer, '\n\n'),
  };
}

/**
 * One string in one piece. Joined with `+`, a text would stay a tree of its parts in V8 and take many times its size for
 * whoever keeps it.
 */
const flat = (...parts: readonly string[]) => parts.join('');

function formatValues(
  { tuple }: TextLayout,
  fields: readonly TextField[],
  features: Features,
  step: number,
  inputs: Features,
  labels: Labels,
): string {
  const values = fields
    .map((field) => formatField(field, features[field.probe], step, inputs, labels))
    .join(', ');
  return tuple ? `(${values})` : values;
}

/** One value; `step` picks the time step of a hint and is 0 for anything else. */
function formatField(
  field: TextField,
  { data }: Feature,
  step: number,
  inputs: Features,
  labels: Labels,
): string {
  const { type, location, shape } = field;
  const nodes = inputs['pos'].data.length;
  const items = location === 'graph' ? 1 : location === 'node' ? nodes : nodes * nodes;
  const width = field.classes || 1;
  const start = step * items * width;
  if (type === 'mask_one') return formatInteger(labelled(data.indexOf(1, start) - start, labels));
  if (type === 'should_be_permutation') return formatOrder(data, start, inputs[field.keys].data);
  if (shape === 'number') return formatItem(field, data, start, labels);
  if (shape === 'list') return formatList(field, data, start, nodes, labels);
  const rows: string[] = [];
  for (let row = 0; row < nodes; row++)
    rows.push(formatList(field, data, start + row * nodes * width, nodes, labels));
  return `[${rows.join(', ')}]`;
}

function formatList(
  field: TextField,
  data: Float64Array,
  start: number,
  length: number,
  labels: Labels,
): string {
  const width = field.classes || 1;
  const items: string[] = [];
  for (let i = 0; i < length; i++) items.push(formatItem(field, data, start + i * width, labels));
  return `[${items.join(' ')}]`;
}

function formatItem(
  { float, classes, type }: TextField,
  data: Float64Array,
  index: number,
  labels: Labels,
): string {
  if (float) return formatFloat(data[index]);
  if (type === 'pointer') return formatInteger(labelled(data[index], labels));
  return formatInteger(classes > 0 ? classOf(data, index, classes) : data[index]);
}

/** A node by its name; where the data name none, what they say. */
const labelled = (node: number, labels: Labels) => labels?.[node] ?? node;

/** The class of a one-hot row, -1 for a row that is not scored. */
function classOf(data: Float64Array, start: number, classes: number): number {
  for (let c = 0; c < classes; c++) {
    if (data[start + c] !== 0) return data[start + c] === 1 ? c : -1;
  }
  return 0;
}

/**
 * The keys in the order of a chain of predecessors, whose head points to itself. A chain that breaks off, as a model's
 * may, gives a shorter list.
 */
function formatOrder(data: Float64Array, start: number, keys: Float64Array): string {
  const nodes = keys.length;
  const next = new Int32Array(nodes).fill(-1);
  let node = -1;
  for (let i = 0; i < nodes; i++) {
    const predecessor = data[start + i];
    if (predecessor === i) node = i;
    else next[predecessor] = i;
  }
  const items: string[] = [];
  for (let i = 0; i < nodes && node >= 0; i++) {
    items.push(formatFloat(keys[node]));
    node = next[node];
  }
  return `[${items.join(' ')}]`;
}
