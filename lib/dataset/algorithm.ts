/** What an algorithm is: one record of data and two functions, from which all that the library does with it follows. */
import type { RandomState } from '../random/index.ts';
import { type Probes, Recorder, type StageValues } from './recorder.ts';
import type { Spec } from './spec.ts';
import type { Trajectory } from './trajectory.ts';

/** The families of algorithms: CLRS-30's eight (arXiv 2205.15659). */
export const families = [
  'divide and conquer',
  'dynamic programming',
  'geometry',
  'graphs',
  'greedy',
  'search',
  'sorting',
  'strings',
] as const;

/** One of the `families` of algorithms. */
export type Family = (typeof families)[number];

/** What an algorithm is called with, by the reference's argument names. Matrices are flat, row by row. */
export type Arguments = Readonly<Record<string, number | Float64Array | Int32Array>>;

/** Choices a sampler may be given, as the reference names them; each sampler reads those it knows. */
export interface SamplerOptions {
  /** Edge probabilities of random graphs; one is picked for every sample. */
  readonly p?: readonly number[];
  /** Communities of a graph of strongly connected components (default 4). */
  readonly k?: number;
  /** The probability with which an edge of such a graph is flipped (default 0.01). */
  readonly eps?: number;
  /** Length of the needle of string matching; -L draws it from 1..L for each sample. */
  readonly lengthNeedle?: number;
  /** Length of the second string of `lcs_length`; the size is then that of the first, else of both together. */
  readonly length2?: number;
  /** The latest deadline of a task (default: the number of tasks). */
  readonly maxDeadline?: number;
  /** Keep this many decimals, truncating towards zero. */
  readonly truncateDecimals?: number;
}

/** Draws one problem of `length` (the benchmark's size parameter) from the generator. */
export type Sampler<A> = (random: RandomState, length: number, options: SamplerOptions) => A;

/** How an algorithm's CLRS-Text deviates from what its spec implies (the reference's clrs_utils.py). */
export interface TextRule {
  /** Scalar probes that hold integers and print without a point. */
  readonly integers?: readonly string[];
  /** Hints that make up the trace (default: `X_h` for every output X); null: never a trace. */
  readonly trace?: readonly string[] | null;
  /** What the output is called when a trace precedes it. */
  readonly traceName?: string;
  /** With a trace, the answer is the last value of these hints, each of which ends as an output: hint -> output. */
  readonly answerFromTrace?: Readonly<Record<string, string>>;
}

/** How the benchmarks treat an algorithm, where that is not how they treat most. */
export interface BenchmarkRule {
  /** Few values of a sample are scored, so evaluations take this many times the samples (default 1). */
  readonly evaluationFactor?: number;
  /** How the reference's training (run.py) draws it, where that is not the usual way. */
  readonly training?: TrainingRule;
  /** The largest sizes that CLRS-Text has of it, for its texts get long (default 31 and 64). */
  readonly largestTexts?: { readonly train: number; readonly validation: number };
}

/** Sizes and sampler options of training; sizes that are not given are the usual ones. */
export interface TrainingRule {
  readonly sizes?: readonly number[];
  readonly options: SamplerOptions;
}

/** The inputs that a question's text shows, in the compact form of `Probes`: all but `pos` and `adj`. */
export type ShownInputs<S extends Spec> = Omit<StageValues<S, 'input'>, 'pos' | 'adj'>;

/** Everything one algorithm is: one file, one record. */
export interface AlgorithmDefinition<Name extends string, S extends Spec, A extends Arguments> {
  /** Letters, digits and underscores. */
  readonly name: Name;
  readonly family: Family;
  /** The probes, `pos` among the inputs. */
  readonly spec: S;
  /** Smallest `length` that the sampler can draw. */
  readonly minimumSize: number | ((options: SamplerOptions) => number);
  readonly sample: Sampler<A>;
  /** `pred_h` never changes: the models get it as an input instead of a hint. */
  readonly predecessorIsInput?: boolean;
  readonly text?: TextRule;
  readonly benchmark?: BenchmarkRule;
  /** The arguments back from the inputs that they gave: what makes a question's text enough to know its graph. */
  restore(inputs: ShownInputs<S>): A;
  /** The textbook pseudocode, reporting every step to the probes. */
  run(args: A, probes: Probes<S>): void;
  /**
   * Where several answers solve a problem: what one of them costs, numbers of which none is larger for a right answer
   * than for the algorithm's own; undefined for what is no solution, whatever it costs. Absent: one answer is right.
   * Indices and classes are in their ranges. What a problem does not ask for, such as splits of empty chains, is not looked at.
   */
  readonly cost?: (args: A, outputs: StageValues<S, 'output'>) => ArrayLike<number> | undefined;
}

/** What a run of an algorithm keeps. */
export interface TraceOptions {
  /** false: hints are counted but not kept, where the answer is all that is wanted (default true). */
  readonly hints?: boolean;
}

/** Values of one stage by probe, in the compact form of `Probes`. */
export type CompactValues = Readonly<Record<string, number | ArrayLike<number>>>;

/** A definition whose argument types are forgotten, as the registry holds it. */
export interface Algorithm<Name extends string = string> {
  readonly name: Name;
  readonly family: Family;
  readonly spec: Spec;
  /** Smallest `length` that the sampler can draw without options. */
  readonly minimumSize: number;
  readonly predecessorIsInput: boolean;
  readonly text: TextRule;
  readonly benchmark: BenchmarkRule;
  readonly sample: Sampler<Arguments>;
  /** Smallest `length` that the sampler can draw with these options. */
  readonly minimumSizeWith: (options: SamplerOptions) => number;
  restore(inputs: CompactValues): Arguments;
  /** What an answer costs: see `isSolution`. */
  readonly cost?: (args: Arguments, outputs: CompactValues) => ArrayLike<number> | undefined;
  /**
   * Runs the algorithm and returns all its probes. Equal numbers are sorted by position, where the reference's order is not
   * defined (see `argsort`). Throws for arguments that do not fit each other or the spec, and
   * where the algorithm cannot end.
   */
  trace(args: Arguments, options?: TraceOptions): Trajectory;
}

/**
 * An algorithm of the library or of one's own: whatever takes the name of an algorithm takes this record too, and
 * probes that are missing, unknown or of the wrong type do not compile. Throws for a name that no text could hold and
 * for a spec without `pos`.
 */
export function defineAlgorithm<const Name extends string, const S extends Spec, A extends Arguments>(
  definition: AlgorithmDefinition<Name, S, A>,
): Algorithm<Name> {
  const { name, family, spec, minimumSize, sample, cost } = definition;
  const { predecessorIsInput = false, text = {}, benchmark = {} } = definition;
  if (!/^\w+$/.test(name)) {
    throw new Error(`An algorithm's name has letters, digits and underscores; "${name}" has others.`);
  }
  if (spec['pos']?.stage !== 'input')
    throw new Error(`${name} needs the input "pos", a scalar for each node.`);
  const recorder = new Recorder(spec);
  const minimumSizeWith = typeof minimumSize === 'number' ? () => minimumSize : minimumSize;
  return {
    name,
    family,
    spec,
    minimumSize: minimumSizeWith({}),
    minimumSizeWith,
    predecessorIsInput,
    text,
    benchmark,
    sample,
    restore: (inputs) => definition.restore(inputs as ShownInputs<S>),
    ...(cost && { cost: (args, outputs) => cost(args as A, outputs as StageValues<S, 'output'>) }),
    trace(args, { hints = true } = {}) {
      recorder.keepHints(hints);
      definition.run(args as A, recorder);
      return recorder.finish(name);
    },
  };
}
