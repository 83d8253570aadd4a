/** The exponential mean of the parameters over a training: where one is asked for, the model is known by it. */
import * as tf from '@tensorflow/tfjs';

/** How parameters are averaged. */
export interface AverageOptions {
  /** What the mean keeps of itself each time that the parameters are added to it. */
  readonly decay: number;
  /** Updates between two times; absent: 1. */
  readonly every?: number | undefined;
}

const stepped = 'optimizer.stepped.';

/**
 * The mean of parameters that an optimiser goes on stepping. It is bias-corrected, as Adam's moments are (arXiv 1412.6980):
 * after n additions the latest weighs (1 - decay) / (1 - decay^n); until the first is due, it is the parameters themselves.
 */
export class AverageParameters {
  readonly #parameters: ReadonlyMap<string, tf.Variable>;
  readonly #means: ReadonlyMap<string, tf.Variable>;
  readonly #decay: number;
  readonly #every: number;

  constructor(parameters: ReadonlyMap<string, tf.Variable>, { decay, every = 1 }: AverageOptions) {
    this.#parameters = parameters;
    this.#decay = decay;
    this.#every = every;
    this.#means = new Map(
      [...parameters].map(([name, parameter]) => [
        name,
        tf.tidy(() => tf.variable(tf.mul(parameter, 1), false)),
      ]),
    );
  }

  /** What a checkpoint holds: the mean by the names of the parameters, and these as a part of the optimiser's state. */
  saved(): Map<string, tf.Variable> {
    const own = [...this.#parameters].map(([name, parameter]) => [stepped + name, parameter] as const);
    return new Map([...this.#means, ...own]);
  }

  /** Adds the parameters as they are after so many updates, if that is due. */
  add(updates: number): void {
    if (updates > this.#every && updates % this.#every !== 0) return;
    const additions = Math.max(1, Math.floor(updates / this.#every));
    const weight = (1 - this.#decay) / (1 - this.#decay ** additions);
    for (const [name, mean] of this.#means) {
      tf.tidy(() => {
        const parameter = this.#parameters.get(name)!;
        mean.assign(tf.add(tf.mul(mean, 1 - weight), tf.mul(parameter, weight)));
      });
    }
  }

  /** Gives the model the mean while `act` looks at it. */
  async during<T>(act: () => Promise<T>): Promise<T> {
    const before = new Map([...this.#parameters].map(([name, parameter]) => [name, tf.clone(parameter)]));
    try {
      this.use();
      return await act();
    } finally {
      for (const [name, tensor] of before) this.#parameters.get(name)!.assign(tensor);
      tf.dispose([...before.values()]);
    }
  }

  /** Gives the model the mean for good. */
  use(): void {
    for (const [name, parameter] of this.#parameters) parameter.assign(this.#means.get(name)!);
  }

  dispose(): void {
    tf.dispose([...this.#means.values()]);
  }
}
