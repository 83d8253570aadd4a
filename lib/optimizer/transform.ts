/** What an optimiser is made of: transforms in a chain, each of which changes gradients or steps some parameters. */
import * as tf from '@tensorflow/tfjs';
import type { z } from 'zod';

/** Parameters by name. */
export type Named = ReadonlyMap<string, tf.Variable>;

/** Gradients on their way through the chain, by the parameter's name. Whoever replaces or removes one disposes it. */
export type Gradients = Map<string, tf.Tensor>;

/** When a step is made. */
export interface Moment {
  /** Of the schedule. */
  readonly learningRate: number;
  /** 1-based number of this update. */
  readonly count: number;
  /** Global norm of the gradient as it came, before the chain. */
  readonly gradientNorm: number;
}

export interface Transform {
  /** What it remembers, by the names under which checkpoints hold it. */
  readonly state: Named;
  /** The parameters that it steps itself: what follows in the chain does not see them. */
  readonly steps: ReadonlySet<string>;
  /** Changes gradients in place, or steps its parameters. All gradients are finite. */
  apply(gradients: Gradients, moment: Moment): void;
}

/** A transform that experiments can choose, by its options. */
export interface TransformKind<O> {
  readonly options: z.ZodType<O>;
  /** `parameters` are those that no earlier transform steps. */
  make(options: O, parameters: Named): Transform;
}

/** Zeros like each parameter, by name behind `prefix`. */
export function memoryOf(parameters: Named, prefix: string): Map<string, tf.Variable> {
  const zeros = (like: tf.Variable) => tf.tidy(() => tf.variable(tf.zerosLike(like), false));
  return new Map([...parameters].map(([name, parameter]) => [`${prefix}${name}`, zeros(parameter)]));
}

/** Puts another tensor in the place of a gradient. */
export function replace(gradients: Gradients, name: string, tensor: tf.Tensor): void {
  gradients.get(name)?.dispose();
  gradients.set(name, tensor);
}
