/** How far a training had come, as its checkpoint says: numbers by name, checked when they are read. */

import { remedyOf } from '../../store/checkpoint.ts';

/** What a training carries from sitting to sitting beside its parameters. */
export interface SavedProgress {
  /** Updates done. */
  readonly update: number;
  /** Training time until here, with that of waiting for batches and that of validation. */
  readonly seconds: number;
  readonly waited: number;
  readonly checked: number;
  /** Tokens that were learned from. */
  readonly tokens: number;
  /** The highest validation score; minus infinity before the first. */
  readonly bestScore: number;
  /** The losses since the last line of the curve, and how many they are. */
  readonly lossSum: number;
  readonly lossCount: number;
  /** The norm of the last update's gradient while what is due after that update is not done; else `nothingOwed`. */
  readonly owed: number;
}

/** Nothing is due that was not done. */
export const nothingOwed = -1;

interface Field {
  readonly fits: (value: number) => boolean;
  /** What checkpoints say that are older than the field; one without may not lack it. */
  readonly before?: number;
}

const count = (value: number) => Number.isSafeInteger(value) && value >= 0;
const time = (value: number) => Number.isFinite(value) && value >= 0;

const fields: { readonly [F in keyof SavedProgress]: Field } = {
  update: { fits: count },
  seconds: { fits: time },
  waited: { fits: time, before: 0 },
  checked: { fits: time, before: 0 },
  tokens: { fits: count, before: 0 },
  bestScore: { fits: (value) => value === -Infinity || (value >= 0 && value <= 1), before: -Infinity },
  lossSum: { fits: Number.isFinite, before: 0 },
  lossCount: { fits: count, before: 0 },
  owed: {
    fits: (value) => value === nothingOwed || (value >= 0 && Number.isFinite(value)),
    before: nothingOwed,
  },
};

/** Of a training that has not begun. */
export const noProgress: SavedProgress = readProgress({ update: '0', seconds: '0' }, '', 0);

/** Throws one message that names the file at `path` if it says nothing that a training of so many updates can have said. */
export function readProgress(
  metadata: Readonly<Record<string, string>>,
  path: string,
  updates: number,
): SavedProgress {
  const numbers = Object.entries(fields).map(([name, { fits, before }]) => {
    const text = metadata[name] ?? (before === undefined ? undefined : String(before));
    const value = Number(text);
    if (text !== undefined && String(value) === text && fits(value)) return [name, value];
    throw new Error(
      `${path} is damaged: ${name} is ${text === undefined ? 'missing' : `"${text}"`}. ${remedyOf(path)}`,
    );
  });
  const progress = Object.fromEntries(numbers) as SavedProgress;
  if (progress.update <= updates) return progress;
  throw new Error(
    `${path} is damaged: it is of update ${progress.update} of a training that ends at ${updates}. ${remedyOf(path)}`,
  );
}

/** The texts that {@link readProgress} reads. */
export const progressMetadata = (progress: SavedProgress): Record<string, string> =>
  Object.fromEntries(Object.entries(progress).map(([name, value]) => [name, String(value)]));
