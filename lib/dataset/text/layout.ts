/** What CLRS-Text shows of an algorithm and in which form, derived from its spec and its text rule. */
import type { Algorithm, TextRule } from '../algorithm.ts';
import type { Location, ProbeType } from '../spec.ts';

/** The characters' structure: `3`, `[3 0 1]`, or `[[3 0], [1 2]]`. */
export type FieldShape = 'number' | 'list' | 'matrix';

/** One named value of the text. */
export interface TextField {
  /** The name in the text. */
  readonly name: string;
  /** The probe that holds the value. */
  readonly probe: string;
  readonly location: Location;
  readonly type: ProbeType;
  readonly classes: number;
  readonly shape: FieldShape;
  /** Floats print with a point. */
  readonly float: boolean;
  /** For `should_be_permutation`: the input probe whose values are printed, in the order the pointers give. */
  readonly keys: string;
}

/** Question and answer of an algorithm, with or without hints (the reference's clrs_utils.py). */
export interface TextLayout {
  readonly algorithm: Algorithm;
  /** Whether a trace is part of the text; false for an algorithm that has none. */
  readonly hints: boolean;
  readonly inputs: readonly TextField[];
  /** One step of the trace; empty without hints. */
  readonly trace: readonly TextField[];
  readonly outputs: readonly TextField[];
  /** Values of a step and of the answer print as `(a, b)`. */
  readonly tuple: boolean;
  /** The answer is the last value of the trace's hints instead of the outputs: hint -> output; undefined if it is not. */
  readonly answerFromTrace: TextRule['answerFromTrace'];
  /** The last line of the question, without its line end. */
  readonly heading: string;
}

/** Inputs that no text shows: positions carry nothing, `adj` follows from `A`. */
const hiddenInputs = new Set(['pos', 'adj']);

const layouts = new WeakMap<Algorithm, { plain: TextLayout; hinted: TextLayout }>();

/** The layout of an algorithm's text. An algorithm without a trace looks the same with hints and without. */
export function textLayout(algorithm: Algorithm, hints: boolean): TextLayout {
  let found = layouts.get(algorithm);
  if (!found) {
    found = { plain: plainLayout(algorithm), hinted: hintedLayout(algorithm) };
    layouts.set(algorithm, found);
  }
  return hints ? found.hinted : found.plain;
}

/** Where the outputs of an answer begin, after the last separator of its trace; undefined if that is missing. */
export function outputsAt({ hints }: TextLayout, answer: string): number | undefined {
  if (!hints) return 0;
  const separator = answer.lastIndexOf(' | ');
  return separator < 0 ? undefined : separator + 3;
}

function plainLayout(algorithm: Algorithm): TextLayout {
  const probes = Object.entries(algorithm.spec);
  const inputs = probes.filter(([name, { stage }]) => stage === 'input' && !hiddenInputs.has(name));
  const outputs = probes.filter(([, { stage }]) => stage === 'output').map(([name]) => name);
  return {
    algorithm,
    hints: false,
    inputs: inputs.map(([name]) => field(algorithm, name)),
    trace: [],
    outputs: outputs.map((name) => field(algorithm, name)),
    tuple: false,
    answerFromTrace: undefined,
    heading: `${outputs.join(', ')}:`,
  };
}

function hintedLayout(algorithm: Algorithm): TextLayout {
  const plain = plainLayout(algorithm);
  const { text } = algorithm;
  if (text.trace === null) return plain;
  // By default the hint `X_h` is shown as if it were the output X, so a pointer hint of a sort prints keys.
  const trace =
    text.trace?.map((name) => field(algorithm, name)) ??
    plain.outputs.map((output) => ({ ...output, probe: `${output.name}_h` }));
  for (const { probe } of trace) {
    if (algorithm.spec[probe]?.stage !== 'hint') {
      throw new Error(`${algorithm.name} has no hint "${probe}" for the trace of its text.`);
    }
  }
  const tuple = text.trace !== undefined && trace.length > 1;
  const { answerFromTrace } = text;
  return {
    ...plain,
    hints: true,
    trace,
    outputs: answerFromTrace ? trace : plain.outputs,
    tuple,
    answerFromTrace,
    heading: `trace | ${text.traceName ?? plain.outputs.map(({ name }) => name).join(', ')}:`,
  };
}

function field(algorithm: Algorithm, name: string): TextField {
  const { spec, text } = algorithm;
  const { location, type, classes } = spec[name];
  const permutes = type === 'should_be_permutation';
  return {
    name,
    probe: name,
    location,
    type,
    classes,
    shape: fieldShape(location, type),
    float: permutes || (type === 'scalar' && !text.integers?.includes(name)),
    keys: permutes ? keysOf(algorithm) : '',
  };
}

function fieldShape(location: Location, type: ProbeType): FieldShape {
  if (location === 'graph' || type === 'mask_one') return 'number';
  return location === 'node' ? 'list' : 'matrix';
}

/** What a permutation permutes: the shown node scalar. */
function keysOf({ name, spec }: Algorithm): string {
  const found = Object.entries(spec).find(
    ([probe, { stage, location, type }]) =>
      stage === 'input' && location === 'node' && type === 'scalar' && !hiddenInputs.has(probe),
  );
  if (!found) throw new Error(`${name} has a permutation but no node scalar that it permutes.`);
  return found[0];
}
