/** Variables filled from what a file holds, only where it fits them. */
import * as tf from '@tensorflow/tfjs';
import type { NamedTensors } from './safetensors.ts';

/** Gives variables the values of tensors of a file. Throws, before anything changes, if one is missing or misshapen. */
export function fill(variables: ReadonlyMap<string, tf.Variable>, tensors: NamedTensors, path: string): void {
  for (const [name, variable] of variables) {
    const found = tensors.get(name);
    if (!found)
      throw new Error(`${path} has no tensor "${name}": it was made by another model or configuration.`);
    if (found.shape.join() !== variable.shape.join()) {
      throw new Error(
        `${path}: tensor "${name}" is [${found.shape.join(', ')}], this model needs [${variable.shape.join(', ')}]. ` +
          'Use the configuration that the checkpoint was made with.',
      );
    }
  }
  for (const [name, variable] of variables) {
    tf.tidy(() => variable.assign(tf.tensor(tensors.get(name)!.data, variable.shape)));
  }
}
