/** The optimisers of experiments: the table of transforms, and the chain that an experiment's options make of it. */
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { ProductPrecision } from '../backend/index.ts';
import { adam, adamOptions } from './adam.ts';
import { clip } from './clip.ts';
import { type LossPart, measured, partOf, sumOfParts } from './gradients.ts';
import { muon } from './muon.ts';
import type { Moment, Named, Transform, TransformKind } from './transform.ts';
import { weightDecay } from './weight-decay.ts';

/** What may stand between clipping and Adam, in the order in which it is applied. One row adds one. */
const choices = { weightDecay, muon };

type Choices = typeof choices;
type OptionsOf<K> = K extends TransformKind<infer O> ? O : never;

/** Fields of an experiment's training. */
export const optimizerFields = {
  /** Clipping to a global norm first, Adam for whatever no other transform steps last. */
  adam: adamOptions.extend({ clip: clip.options }),
  /**
   * What the operands of products are rounded to while losses and gradients are computed; absent: float32, nothing is
   * rounded. Parameters, sums, moments and steps are of float32 either way, and so is everything that is decoded.
   */
  precision: z
    .enum(['bfloat16', 'float16'], 'must be "bfloat16" or "float16", or absent for float32')
    .optional(),
  /** Further transforms; absent: none. */
  optimizer: z.strictObject(optionalOptions(choices)).optional() as z.ZodOptional<
    z.ZodType<{ readonly [K in keyof Choices]?: OptionsOf<Choices[K]> }>
  >,
};

/** The chain of transforms, as the `training` of an experiment has it. */
export interface OptimizerOptions {
  readonly adam: z.infer<typeof optimizerFields.adam>;
  readonly optimizer?: z.infer<typeof optimizerFields.optimizer>;
  readonly precision?: z.infer<typeof optimizerFields.precision> | undefined;
}

/** What one update has measured. */
export interface Update {
  readonly loss: number;
  /** Global norm of the gradient before clipping. */
  readonly gradientNorm: number;
}

/** A chain of transforms over parameters. An update may touch a part of the parameters; only their state moves then. */
export class Optimizer {
  readonly #parameters: Named;
  readonly #chain: readonly Transform[];
  readonly #precision: ProductPrecision;

  constructor(parameters: Named, options: OptimizerOptions) {
    this.#precision = options.precision ?? 'float32';
    this.#parameters = parameters;
    this.#chain = chainOf(parameters, options);
  }

  /** What all transforms remember, by the names under which checkpoints hold it. */
  state(): Map<string, tf.Variable> {
    return new Map(this.#chain.flatMap(({ state }) => [...state]));
  }

  /**
   * One update of the named parameters (default: all) on the sum of `losses`. Nothing is changed if the loss or the
   * gradient is not finite: the caller sees that in the result. Throws for a name that is none of its parameters', and where
   * the tensor engine cannot multiply in the precision that is asked for.
   */
  update(
    losses: readonly (() => tf.Scalar)[],
    moment: Omit<Moment, 'gradientNorm'>,
    names?: Iterable<string>,
  ): Update {
    const trained = names ? this.#named(names) : this.#parameters;
    const parts = losses.map((loss) => () => partOf(loss, trained, this.#precision));
    return this.#step(parts, moment, trained);
  }

  /** As {@link update} of all parameters, on parts that were made elsewhere; each is asked for once, in order. */
  updateBy(parts: readonly (() => LossPart)[], moment: Omit<Moment, 'gradientNorm'>): Update {
    return this.#step(parts, moment, this.#parameters);
  }

  #step(parts: readonly (() => LossPart)[], moment: Omit<Moment, 'gradientNorm'>, trained: Named): Update {
    const { losses, gradients } = sumOfParts(parts, trained);
    const { loss, gradientNorm } = measured(losses, gradients);
    const finite = Number.isFinite(loss) && Number.isFinite(gradientNorm);
    if (finite) this.#apply(gradients, { ...moment, gradientNorm });
    tf.dispose([...gradients.values()]);
    return { loss, gradientNorm };
  }

  dispose(): void {
    tf.dispose([...this.state().values()]);
  }

  #apply(gradients: Map<string, tf.Tensor>, moment: Moment): void {
    for (const transform of this.#chain) {
      const { steps } = transform;
      // A transform that steps parameters takes theirs out of the chain; one that steps none sees all that is left.
      const own = steps.size === 0 ? gradients : new Map([...gradients].filter(([name]) => steps.has(name)));
      transform.apply(own, moment);
      if (own === gradients) continue;
      for (const [name, gradient] of own) {
        gradient.dispose();
        gradients.delete(name);
      }
    }
  }

  #named(names: Iterable<string>): Named {
    return new Map(
      Array.from(names, (name) => {
        const parameter = this.#parameters.get(name);
        if (!parameter) throw new Error(`The optimiser has no parameter "${name}".`);
        return [name, parameter];
      }),
    );
  }
}

function chainOf(parameters: Named, { adam: last, optimizer = {} }: OptimizerOptions): Transform[] {
  const chain: Transform[] = [];
  const left = new Map(parameters);
  const add = <O>(kind: TransformKind<O>, options: O | undefined) => {
    if (options === undefined) return;
    const transform = kind.make(options, new Map(left));
    for (const name of transform.steps) left.delete(name);
    chain.push(transform);
  };
  const { clip: largest, ...moments } = last;
  add(clip, largest);
  for (const name of Object.keys(choices) as (keyof Choices)[]) {
    add(choices[name] as TransformKind<unknown>, optimizer[name]);
  }
  add(adam, moments);
  return chain;
}

function optionalOptions(kinds: Readonly<Record<string, { options: z.ZodType }>>): z.ZodRawShape {
  return Object.fromEntries(Object.entries(kinds).map(([name, { options }]) => [name, options.optional()]));
}
