import * as tf from '@tensorflow/tfjs';
import { adamStep } from '../../backend/index.ts';

/** Adam (arXiv 1412.6980) after clipping the gradient to a global norm. */
export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Largest global gradient norm; larger gradients are scaled down to it. */
  readonly clip: number;
}

export interface Update {
  readonly loss: number;
  /** Global norm of the gradient before clipping. */
  readonly gradientNorm: number;
}

const prefixes = ['adam.first.', 'adam.second.'] as const;

/** Parameters with their two moments. An update may touch a part of the parameters; only their moments move then. */
export class Adam {
  readonly #slots = new Map<string, { parameter: tf.Variable; first: tf.Variable; second: tf.Variable }>();
  readonly #options: AdamOptions;

  constructor(parameters: ReadonlyMap<string, tf.Variable>, options: AdamOptions) {
    this.#options = options;
    for (const [name, parameter] of parameters) {
      this.#slots.set(name, { parameter, first: zerosLike(parameter), second: zerosLike(parameter) });
    }
  }

  /** All moments, by the names under which checkpoints hold them. */
  state(): Map<string, tf.Variable> {
    const state = new Map<string, tf.Variable>();
    for (const [name, { first, second }] of this.#slots) {
      state.set(`${prefixes[0]}${name}`, first).set(`${prefixes[1]}${name}`, second);
    }
    return state;
  }

  /**
   * One update of the named parameters (default: all) on the sum of `losses`, which are differentiated one after the
   * other, so that only one of them needs memory at a time. `count` is the 1-based number of this update, for Adam's
   * bias correction. Nothing is changed if the loss or the gradient is not finite: the caller sees that in the result.
   */
  update(
    losses: readonly (() => tf.Scalar)[],
    learningRate: number,
    count: number,
    names?: Iterable<string>,
  ): Update {
    const chosen = [...(names ?? this.#slots.keys())].map((name) => this.#slot(name));
    const { loss, gradients } = sumOfGradients(
      losses,
      chosen.map(({ parameter }) => parameter),
    );
    const gradientNorm = globalNorm([...gradients.values()]);
    if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) {
      const scale = Math.min(1, this.#options.clip / gradientNorm);
      if (scale < 1) for (const [name, gradient] of gradients) replace(gradients, name, gradient.mul(scale));
      // A parameter that the loss does not reach has gradient 0, as in the reference: its moments decay.
      for (const { parameter } of chosen) {
        if (!gradients.has(parameter.name)) gradients.set(parameter.name, tf.zerosLike(parameter));
      }
      adamStep(
        chosen.map((slot) => ({ ...slot, gradient: gradients.get(slot.parameter.name)! })),
        { ...this.#options, learningRate, step: count },
      );
    }
    tf.dispose([...gradients.values()]);
    return { loss, gradientNorm };
  }

  dispose(): void {
    for (const { first, second } of this.#slots.values()) tf.dispose([first, second]);
  }

  #slot(name: string) {
    const slot = this.#slots.get(name);
    if (!slot) throw new Error(`The optimiser has no parameter "${name}".`);
    return slot;
  }
}

/** The sum of the losses, and of their gradients by variable name, for the variables that have one. */
function sumOfGradients(
  losses: readonly (() => tf.Scalar)[],
  variables: tf.Variable[],
): { loss: number; gradients: Map<string, tf.Tensor> } {
  const gradients = new Map<string, tf.Tensor>();
  let loss = 0;
  for (const part of losses) {
    const { value, grads } = tf.variableGrads(part, variables);
    loss += value.dataSync()[0];
    value.dispose();
    for (const [name, gradient] of Object.entries(grads)) {
      const sum = gradients.get(name);
      if (!sum) gradients.set(name, gradient);
      else {
        replace(gradients, name, sum.add(gradient));
        gradient.dispose();
      }
    }
  }
  return { loss, gradients };
}

function replace(tensors: Map<string, tf.Tensor>, name: string, tensor: tf.Tensor): void {
  tensors.get(name)?.dispose();
  tensors.set(name, tensor);
}

function zerosLike(parameter: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zerosLike(parameter), false));
}

function globalNorm(gradients: tf.Tensor[]): number {
  return tf.tidy(() =>
    Math.sqrt(gradients.reduce((sum, gradient) => sum + gradient.square().sum().dataSync()[0], 0)),
  );
}
