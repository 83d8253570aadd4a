/** The named parameters of models: how they are made, found and counted. */
import * as tf from '@tensorflow/tfjs';
import { type Key, keyed } from '../random/index.ts';
import type { Initializer } from './initializers.ts';

/** Numbers of one parameter: 4 GiB. */
const mostNumbers = 2 ** 30;

/**
 * The named parameters of a model. A module asks a scope for its variables; the full name, such as
 * `blocks.0.attention.query.weight`, mirrors the module tree and is the name in checkpoints. The initial value of a
 * parameter depends only on the seed and its full name, so adding a module changes no other module's start.
 */
export class Parameters {
  readonly #variables: Map<string, tf.Variable>;
  readonly #seed: Key | undefined;
  readonly #prefix: string;

  private constructor(variables: Map<string, tf.Variable>, seed: Key | undefined, prefix: string) {
    this.#variables = variables;
    this.#seed = seed;
    this.#prefix = prefix;
  }

  static seeded(seed: Key): Parameters {
    return new Parameters(new Map(), seed, '');
  }

  /** All values are 0: for models that are only counted, or whose values are loaded. */
  static blank(): Parameters {
    return new Parameters(new Map(), undefined, '');
  }

  /** The same store, seen from the child `name`. */
  scope(name: string | number): Parameters {
    return new Parameters(this.#variables, this.#seed, `${this.#prefix}${name}.`);
  }

  /** The full name of something of this scope, such as an activation that a module shows. */
  path(name: string): string {
    return this.#prefix + name;
  }

  /** A new float32 parameter. Throws if the name is taken, and for more numbers than memory holds. */
  create(name: string, shape: number[], initialize: Initializer): tf.Variable {
    const fullName = this.#prefix + name;
    if (this.#variables.has(fullName)) throw new Error(`Parameter "${fullName}" exists already.`);
    const count = shape.reduce((product, size) => product * size, 1);
    if (count > mostNumbers) {
      throw new RangeError(
        `Parameter "${fullName}" of shape [${shape.join()}] is more than fits memory: choose a smaller model.`,
      );
    }
    const values = new Float32Array(count);
    if (this.#seed !== undefined) initialize(values, keyed(this.#seed, fullName));
    const initial = tf.tensor(values, shape);
    const variable = tf.variable(initial);
    initial.dispose();
    this.#variables.set(fullName, variable);
    return variable;
  }

  /** All parameters below this scope, by full name, in order of creation. */
  entries(): ReadonlyMap<string, tf.Variable> {
    return new Map([...this.#variables].filter(([name]) => name.startsWith(this.#prefix)));
  }

  /** The scopes directly below this one that hold parameters, in order of creation. */
  children(): string[] {
    const names = [...this.entries().keys()].map((name) => name.slice(this.#prefix.length).split('.'));
    return [...new Set(names.filter(({ length }) => length > 1).map(([child]) => child))];
  }

  /** The parameter `name` of this scope. Throws if there is none. */
  get(name: string): tf.Variable {
    const found = this.#variables.get(this.path(name));
    if (found) return found;
    throw new Error(`There is no parameter "${this.path(name)}".`);
  }

  /** Number of scalars below this scope. */
  count(): number {
    let total = 0;
    for (const variable of this.entries().values()) total += variable.size;
    return total;
  }

  dispose(): void {
    for (const [name, variable] of this.entries()) {
      variable.dispose();
      this.#variables.delete(name);
    }
  }
}

/** The number of parameters of what `make` makes, counted by making it blank. */
export function sizeOf(make: (parameters: Parameters) => unknown): number {
  const parameters = Parameters.blank();
  try {
    tf.tidy(() => void make(parameters));
    return parameters.count();
  } finally {
    parameters.dispose();
  }
}
