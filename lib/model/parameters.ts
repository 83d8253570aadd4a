import * as tf from '@tensorflow/tfjs';
import { type Key, keyed } from '../random/index.ts';
import type { Initializer } from './initializers.ts';

/**
 * The named parameters of a model. A module asks a scope for its variables; the full name, such as
 * `blocks.0.attention.query.weight`, mirrors the module tree and is the name in checkpoints. The initial value of a
 * parameter depends only on the seed and its full name, so adding a module changes no other module's start.
 */
export class Parameters {
  readonly #variables: Map<string, tf.Variable>;
  readonly #seed: Key;
  readonly #prefix: string;

  private constructor(variables: Map<string, tf.Variable>, seed: Key, prefix: string) {
    this.#variables = variables;
    this.#seed = seed;
    this.#prefix = prefix;
  }

  static seeded(seed: Key): Parameters {
    return new Parameters(new Map(), seed, '');
  }

  /** The same store, seen from the child `name`. */
  scope(name: string | number): Parameters {
    return new Parameters(this.#variables, this.#seed, `${this.#prefix}${name}.`);
  }

  /** The full name of something of this scope, such as an activation that a module shows. */
  path(name: string): string {
    return this.#prefix + name;
  }

  /** A new float32 parameter. Throws if the name is taken. */
  create(name: string, shape: number[], initialize: Initializer): tf.Variable {
    const fullName = this.#prefix + name;
    if (this.#variables.has(fullName)) throw new Error(`Parameter "${fullName}" exists already.`);
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    initialize(values, keyed(this.#seed, fullName));
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
