/** Trajectories as CLRS-Text (clrs reference, section 7), string for string. */
import { algorithm } from '../registry.ts';
import type { Feature, Features, Trajectory } from '../trajectory.ts';
import { type TextField, type TextLayout, textLayout } from './layout.ts';
import { formatFloat, formatInteger } from './numbers.ts';

/** A problem and its answer; the full text is `question + answer`. */
export interface TextSample {
  readonly question: string;
  readonly answer: string;
}

export interface TextOptions {
  /** Show the first hint in the question and the others before the answer. */
  readonly hints?: boolean;
}

/** The text of a trajectory as its algorithm recorded it, before any transform. */
export function formatSample(trajectory: Trajectory, { hints = false }: TextOptions = {}): TextSample {
  const layout = textLayout(algorithm(trajectory.algorithm), hints);
  const { inputs, length } = trajectory;
  let question = `${trajectory.algorithm}:\n`;
  for (let i = 0; i < layout.inputs.length; i++) {
    const { name } = layout.inputs[i];
    question += `${i > 0 ? ', ' : ''}${name}: ${formatField(layout.inputs[i], inputs[name], 0, inputs)}`;
  }
  const step = (t: number) => formatValues(layout, layout.trace, trajectory.hints, t, inputs);
  if (layout.hints) question += `, initial_trace: ${step(0)}`;

  // The last hint is not shown: the reference takes it to equal the answer.
  let answer = '';
  for (let t = 1; layout.hints && t < length - 1; t++) answer += t > 1 ? `, ${step(t)}` : step(t);
  if (layout.hints) answer += ' | ';
  answer += layout.answerFromTrace
    ? step(length - 1)
    : formatValues(layout, layout.outputs, trajectory.outputs, 0, inputs);
  return { question: `${question}\n${layout.heading}\n`, answer: `${answer}\n\n` };
}

function formatValues(
  { tuple }: TextLayout,
  fields: readonly TextField[],
  features: Features,
  step: number,
  inputs: Features,
): string {
  let text = '';
  for (let i = 0; i < fields.length; i++) {
    const value = formatField(fields[i], features[fields[i].probe], step, inputs);
    text += i > 0 ? `, ${value}` : value;
  }
  return tuple ? `(${text})` : text;
}

/** One value; `step` picks the time step of a hint and is 0 for anything else. */
function formatField(field: TextField, { data }: Feature, step: number, inputs: Features): string {
  const { type, location, shape, classes } = field;
  const nodes = inputs['pos'].data.length;
  const items = location === 'graph' ? 1 : location === 'node' ? nodes : nodes * nodes;
  const start = step * items * (classes || 1);
  if (type === 'mask_one') return formatInteger(data.indexOf(1, start) - start);
  if (type === 'should_be_permutation') return formatOrder(data, start, inputs[field.keys].data);
  if (shape === 'number') return formatItem(field, data, start);
  if (shape === 'list') return formatList(field, data, start, nodes);
  let rows = '[';
  for (let row = 0; row < nodes; row++) {
    if (row > 0) rows += ', ';
    rows += formatList(field, data, start + row * nodes * (classes || 1), nodes);
  }
  return `${rows}]`;
}

function formatList(field: TextField, data: Float64Array, start: number, length: number): string {
  const width = field.classes || 1;
  let list = '[';
  for (let i = 0; i < length; i++) {
    if (i > 0) list += ' ';
    list += formatItem(field, data, start + i * width);
  }
  return `${list}]`;
}

function formatItem({ float, classes }: TextField, data: Float64Array, index: number): string {
  if (float) return formatFloat(data[index]);
  return formatInteger(classes > 0 ? classOf(data, index, classes) : data[index]);
}

/** The class of a one-hot row, -1 for a row that is not scored. */
function classOf(data: Float64Array, start: number, classes: number): number {
  for (let c = 0; c < classes; c++) {
    if (data[start + c] !== 0) return data[start + c] === 1 ? c : -1;
  }
  return 0;
}

/** The keys in the order of a chain of predecessors, whose head points to itself. */
function formatOrder(data: Float64Array, start: number, keys: Float64Array): string {
  const nodes = keys.length;
  const next = new Int32Array(nodes).fill(-1);
  let node = -1;
  for (let i = 0; i < nodes; i++) {
    const predecessor = data[start + i];
    if (predecessor === i) node = i;
    else next[predecessor] = i;
  }
  let list = '[';
  for (let i = 0; i < nodes; i++) {
    if (i > 0) list += ' ';
    list += formatFloat(keys[node]);
    node = next[node];
  }
  return `${list}]`;
}
