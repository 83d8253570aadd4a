/** Steps of an evaluation after which nothing is read: the same again and again, but for the state. */
import * as tf from '@tensorflow/tfjs';
import { gradientWanted, repeatedAll } from '../../backend/index.ts';
import { observed } from '../watch.ts';
import { type Given, type Pass, type State, lastStep, stepCount } from './pass.ts';
import type { Tensors } from './probe-tensors.ts';
import { type Step, takeStep } from './step.ts';

/** Takes a step from a state, which stays the caller's; the caller owns what is returned. */
export interface MiddleSteps {
  readonly take: (state: State) => Omit<Step, 'reading'>;
  /** Frees what is remembered. */
  readonly forget: () => void;
}

/** So few do not repay being noted. */
const fewest = 3;
/**
 * Numbers of the edges of a step, at most: what is noted of a step keeps all memory that the step takes, and a step of larger
 * tensors gains nothing.
 */
const most = 1 << 19;

/** Undefined where the steps are too few or too large, differ by chance, are watched, or are to have a gradient. */
export function middleSteps(pass: Pass, given: Given): MiddleSteps | undefined {
  const { config, modules, batch, random } = pass;
  const { size, nodes, lengths } = batch;
  const ends = new Set(lengths.map(lastStep));
  const tooFew = stepCount(batch) - ends.size < fewest;
  if (tooFew || size * nodes * nodes * config.width > most) return undefined;
  if (random || observed() || gradientWanted()) return undefined;
  const [encoded, decoded] = [modules.encodedHints, modules.hints].map((probes) =>
    probes.map(([name]) => name),
  );
  const named = (names: readonly string[], tensors: tf.Tensor[]): Tensors =>
    Object.fromEntries(names.map((name) => [name, tensors.shift()!]));
  const again = repeatedAll((hidden, ...rest) =>
    tf.tidy(() => {
      const edges = rest.length > encoded.length ? (rest.shift() as tf.Tensor4D) : undefined;
      const state: State = { hidden: hidden as tf.Tensor3D, edges, hints: named(encoded, rest) };
      // Of the number of a step nothing depends but whether another follows.
      const next = takeStep(pass, given, state, { index: 0, wantsEdges: false, looks: [undefined] });
      return [...listed(next.state, encoded), ...decoded.map((name) => next.hints[name])];
    }),
  );
  return {
    take(state) {
      const [hidden, ...rest] = again.run(...listed(state, encoded));
      const edges = state.edges && (rest.shift() as tf.Tensor4D);
      const next: State = { hidden: hidden as tf.Tensor3D, edges, hints: named(encoded, rest) };
      return { state: next, hints: named(decoded, rest), losses: {}, reconstructFrom: [] };
    },
    forget: () => again.forget(),
  };
}

const listed = ({ hidden, edges, hints }: State, names: readonly string[]): tf.Tensor[] => [
  hidden,
  ...(edges ? [edges] : []),
  ...names.map((name) => hints[name]),
];
