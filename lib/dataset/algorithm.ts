import type { RandomState } from '../random/index.ts';
import type { AlgorithmName } from './names.ts';
import { type Probes, Recorder, type StageValues } from './recorder.ts';
import type { Spec } from './spec.ts';
import type { Trajectory } from './trajectory.ts';

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
export type Family = (typeof families)[number];

/** What an algorithm is called with, by the reference's argument names. Matrices are flat, row by row. */
export type Arguments = Readonly<Record<string, number | Float64Array | Int32Array>>;

/** Choices a sampler may be given; each sampler reads those it knows. */
export interface SamplerOptions {
  /** Edge probabilities of random graphs; one is picked for every sample. */
  readonly p?: readonly number[];
  /** Length of the needle of string matching; -L draws it from 1..L for each sample. */
  readonly lengthNeedle?: number;
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
  /** With a trace, the answer is the last value of the trace's hints instead of the outputs. */
  readonly answerFromTrace?: boolean;
}

/** The inputs that a question's text shows, in the compact form of `Probes`: all but `pos` and `adj`. */
export type ShownInputs<S extends Spec> = Omit<StageValues<S, 'input'>, 'pos' | 'adj'>;

/** Everything one algorithm is: one file, one record. */
export interface AlgorithmDefinition<S extends Spec, A extends Arguments> {
  readonly name: AlgorithmName;
  readonly family: Family;
  readonly spec: S;
  /** Smallest `length` that the sampler can draw. */
  readonly minimumSize: number;
  readonly sample: Sampler<A>;
  /** `pred_h` never changes: the models get it as an input instead of a hint. */
  readonly predecessorIsInput?: boolean;
  readonly text?: TextRule;
  /** The arguments back from the inputs that they gave: what makes a question's text enough to know its graph. */
  restore(inputs: ShownInputs<S>): A;
  /** The textbook pseudocode, reporting every step to the probes. */
  run(args: A, probes: Probes<S>): void;
}

/** A definition whose argument types are forgotten, as the registry holds it. */
export interface Algorithm {
  readonly name: AlgorithmName;
  readonly family: Family;
  readonly spec: Spec;
  readonly minimumSize: number;
  readonly predecessorIsInput: boolean;
  readonly text: TextRule;
  readonly sample: Sampler<Arguments>;
  restore(inputs: Readonly<Record<string, number | ArrayLike<number>>>): Arguments;
  /** Runs the algorithm and returns all its probes. */
  trace(args: Arguments): Trajectory;
}

export function defineAlgorithm<const S extends Spec, A extends Arguments>(
  definition: AlgorithmDefinition<S, A>,
): Algorithm {
  const { name, family, spec, minimumSize, sample, predecessorIsInput = false, text = {} } = definition;
  const recorder = new Recorder(spec);
  return {
    name,
    family,
    spec,
    minimumSize,
    predecessorIsInput,
    text,
    sample,
    restore: (inputs) => definition.restore(inputs as ShownInputs<S>),
    trace(args) {
      definition.run(args as A, recorder);
      return recorder.finish(name);
    },
  };
}
