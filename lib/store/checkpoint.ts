/** Parameters as safetensors files: variables are written whole, and filled only from what fits them. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { writeAtomically } from './atomic-file.ts';
import { type NamedTensors, type StoredType, decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/** Writes variables as safetensors, atomically; `metadata` (such as the merged configuration) goes into the header. */
export function saveVariables(
  path: string,
  variables: ReadonlyMap<string, tf.Variable>,
  metadata: Readonly<Record<string, string>>,
  stored: StoredType = 'F32',
): void {
  const tensors: NamedTensors = new Map(
    [...variables].map(([name, variable]) => [
      name,
      { shape: variable.shape, data: variable.dataSync<'float32'>() },
    ]),
  );
  writeAtomically(path, encodeSafetensors(tensors, metadata, stored));
}

/**
 * Whether a tensor of a checkpoint is what an optimiser remembers, and not a parameter: Adam's moments have always been
 * `adam.first.*` and `adam.second.*`; whatever came later is `optimizer.*`.
 */
export const isOptimizerState = (name: string): boolean => /^(adam|optimizer)\./.test(name);

/**
 * Fills variables from a checkpoint; tensors that nobody asked for are left alone. All names and shapes are checked
 * before the first variable changes; a mismatch throws and names the tensor.
 */
export function loadVariables(
  path: string,
  variables: ReadonlyMap<string, tf.Variable>,
): Record<string, string> {
  const { tensors, metadata } = decodeSafetensors(readFile(path), path, (name) => variables.has(name));
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
  return metadata;
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(
      `There is no checkpoint at ${path}: restore it, or remove its folder to train it again.`,
      {
        cause: error,
      },
    );
  }
}
