import * as tf from '@tensorflow/tfjs';
import { adamStep } from '../backend/index.ts';

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
      state.set(`adam.first.${name}`, first).set(`adam.second.${name}`, second);
    }
    return state;
  }

  /**
   * One update of the named parameters (default: all). `count` is the 1-based number of this update, for Adam's bias
   * correction. Nothing is changed if the loss or the gradient is not finite: the caller sees that in the result.
   */
  update(loss: () => tf.Scalar, learningRate: number, count: number, names?: Iterable<string>): Update {
    const chosen = [...(names ?? this.#slots.keys())].map((name) => this.#slot(name));
    const { value, grads } = tf.variableGrads(
      loss,
      chosen.map(({ parameter }) => parameter),
    );
    const used = chosen.filter(({ parameter }) => parameter.name in grads);
    const result = { loss: value.dataSync()[0], gradientNorm: globalNorm(Object.values(grads)) };
    if (Number.isFinite(result.loss) && Number.isFinite(result.gradientNorm)) {
      const scale = Math.min(1, this.#options.clip / result.gradientNorm);
      const clipped = used.map(({ parameter }) =>
        scale < 1 ? grads[parameter.name].mul(scale) : grads[parameter.name],
      );
      adamStep(
        used.map((slot, i) => ({ ...slot, gradient: clipped[i] })),
        { ...this.#options, learningRate, step: count },
      );
      if (scale < 1) tf.dispose(clipped);
    }
    tf.dispose([value, ...Object.values(grads)]);
    return result;
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

function zerosLike(parameter: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zerosLike(parameter), false));
}

function globalNorm(gradients: tf.Tensor[]): number {
  return tf.tidy(() =>
    Math.sqrt(gradients.reduce((sum, gradient) => sum + gradient.square().sum().dataSync()[0], 0)),
  );
}
