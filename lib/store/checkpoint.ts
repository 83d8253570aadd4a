/** Parameters as safetensors files: variables are written whole, and filled only from what fits them and is undamaged. */
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { messageOf } from '../message.ts';
import { writeAtomically } from './atomic-file.ts';
import { fill } from './fill.ts';
import { readManifest } from './manifest.ts';
import { checkpointFile, manifestIn } from './run.ts';
import { type Decoded, type NamedTensors, type StoredType, safetensorsPieces } from './safetensors.ts';
import { readSafetensors, withFile } from './safetensors-file.ts';
import { type ByteSource, headerJson } from './safetensors-header.ts';
import { cannotRead, isMissing, isThere } from './unreadable.ts';

/**
 * The field of a checkpoint's metadata that vouches for the rest: the SHA-256 of the whole file as it is with zeros in
 * the place of these digits. Checkpoints that are older have none.
 */
const seal = 'sha256';
const blank = '0'.repeat(64);

/** Thrown before anything is written where a tensor holds something that is no finite number: nobody could read it again. */
export class NotFiniteError extends Error {
  readonly tensor: string;

  constructor(path: string, tensor: string) {
    super(`${path} was not written: tensor "${tensor}" holds something that is no finite number.`);
    this.tensor = tensor;
  }
}

/**
 * Writes variables as safetensors, atomically; `metadata` (such as the merged configuration) goes into the header. Throws
 * `NotFiniteError`, and as `writeAtomically` does; what was there before is untouched then.
 */
export function saveVariables(
  path: string,
  variables: ReadonlyMap<string, tf.Variable>,
  metadata: Readonly<Record<string, string>>,
): void {
  const tensors: NamedTensors = new Map(
    [...variables].map(([name, variable]) => [
      name,
      { shape: variable.shape, data: variable.dataSync<'float32'>() },
    ]),
  );
  saveTensors(path, tensors, metadata);
}

/** As {@link saveVariables}, of tensors. */
export function saveTensors(
  path: string,
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>>,
  stored: StoredType = 'F32',
): void {
  const wrong = notFinite(tensors);
  if (wrong !== undefined) throw new NotFiniteError(path, wrong);
  const sealedBy = (digits: string) => safetensorsPieces(tensors, { ...metadata, [seal]: digits }, stored);
  const hash = createHash('sha256');
  for (const piece of sealedBy(blank)) hash.update(piece);
  writeAtomically(path, sealedBy(hash.digest('hex')));
}

/**
 * Whether a tensor of a checkpoint is what an optimiser remembers, and not a parameter: Adam's moments have always been
 * `adam.first.*` and `adam.second.*`; whatever came later is `optimizer.*`.
 */
export const isOptimizerState = (name: string): boolean => /^(adam|optimizer)\./.test(name);

/** The name of the first tensor that holds something that is no finite number. */
const notFinite = (tensors: NamedTensors): string | undefined =>
  [...tensors].find(([, { data }]) => !data.every(Number.isFinite))?.[0];

/** What a checkpoint holds. */
export interface Checkpoint extends Decoded {
  /** Whether a checksum has vouched for it: not for those of older versions. */
  readonly vouched: boolean;
}

/** Throws one message that names the file if it cannot be read, or if it is damaged. */
export function readCheckpoint(path: string, wanted: (tensor: string) => boolean): Checkpoint {
  const { tensors, metadata } = opened(path, () => readSafetensors(path, wanted));
  const { [seal]: digits, ...others } = metadata;
  if (digits !== undefined && digits !== withFile(path, (source) => sealOf(source, path, digits))) {
    throw new Error(`${path} is damaged: its content is not what its checksum says. ${remedyOf(path)}`);
  }
  const wrong = notFinite(tensors);
  if (wrong !== undefined) {
    throw new Error(
      `${path} is damaged: tensor "${wrong}" holds something that is no finite number. ${remedyOf(path)}`,
    );
  }
  return { tensors, metadata: others, vouched: digits !== undefined };
}

/**
 * Fills variables from a checkpoint; tensors that nobody asked for are left alone. All names and shapes are checked
 * before the first variable changes; a mismatch throws and names the tensor. Returns the metadata.
 */
export function loadVariables(
  path: string,
  variables: ReadonlyMap<string, tf.Variable>,
): Readonly<Record<string, string>> {
  const { tensors, metadata } = readCheckpoint(path, (name) => variables.has(name));
  fill(variables, tensors, path);
  return metadata;
}

/** What helps where a checkpoint is damaged: one of a run that has ended is not trained again while its folder says so. */
export function remedyOf(path: string): string {
  if (!isOfRun(path)) return 'Restore it.';
  const goesOn =
    readManifest(manifestIn(dirname(path))).finished === undefined && basename(path) === checkpointFile;
  return `Restore it, or remove ${goesOn ? 'it to train again' : 'its folder to train it again'}.`;
}

/** Whether a file is in the folder of a run, and not one of somebody's own. */
const isOfRun = (path: string) => isThere(manifestIn(dirname(path)).manifest);

/** Bytes that are hashed at a time. */
const together = 2 ** 24;

/** The checksum of a file in whose header these digits are. */
function sealOf(source: ByteSource, path: string, digits: string): string {
  const { json, start } = headerJson(source, path);
  const hash = createHash('sha256');
  hash.update(source.read(0, 8)).update(json.replace(digits, blank));
  for (let from = start; from < source.size; from += together) {
    hash.update(source.read(from, Math.min(source.size, from + together)));
  }
  return hash.digest('hex');
}

function opened<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    // Read, and no checkpoint.
    if (!(error instanceof Error && 'code' in error))
      throw new Error(`${messageOf(error)} ${remedyOf(path)}`, { cause: error });
    if (!isMissing(error) || !isOfRun(path)) throw cannotRead(path, error);
    throw new Error(
      `There is no checkpoint at ${path}: restore it, or remove its folder to train it again.`,
      { cause: error },
    );
  }
}
