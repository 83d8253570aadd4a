/**
 * Hooks for named activations: one shows attention, gates, triplets and whatever else a module shows by its name; the other
 * puts something else in an activation's place.
 */
import * as tf from '@tensorflow/tfjs';

/** Sees one activation; the tensor is gone afterwards unless the watcher keeps it (`tf.keep`) or reads it. */
export type Watcher = (name: string, value: tf.Tensor) => void;

let current: { readonly watcher: Watcher; readonly wanted: (name: string) => boolean } | undefined;

/**
 * Shows an activation to whoever watches. `name` is its place in the module tree (`Parameters.path`), such as
 * `blocks.0.attention.weights`; `value` is computed only if somebody wants it, so that showing what a fused operation
 * never makes costs nothing otherwise.
 */
export function watch(name: string, value: () => tf.Tensor): void {
  if (!current?.wanted(name)) return;
  const { watcher } = current;
  tf.tidy(() => watcher(name, value()));
}

/** Whether somebody patches, or watches any of these names; without names, anything at all. */
export function observed(...names: readonly string[]): boolean {
  if (standIn) return true;
  return current !== undefined && (names.length === 0 || names.some(current.wanted));
}

/**
 * Runs `act` and tells `watcher` of every activation on the way whose name is wanted. `act` must not be asynchronous.
 */
export function watching<T>(
  watcher: Watcher,
  act: () => T,
  wanted: (name: string) => boolean = () => true,
): T {
  const before = current;
  current = { watcher, wanted };
  try {
    return act();
  } finally {
    current = before;
  }
}

/** Gives what stands in for one activation: the value itself, or another of its shape. */
export type Patcher = <T extends tf.Tensor>(name: string, value: T) => T;

let standIn: Patcher | undefined;

/** The activation, or what a patcher puts in its place; whoever watches sees what is used. */
export function patchable<T extends tf.Tensor>(name: string, value: T): T {
  const used = standIn ? standIn(name, value) : value;
  watch(name, () => used);
  return used;
}

/** Runs `act` with the activations that the patcher gives. `act` must not be asynchronous. */
export function patching<T>(patcher: Patcher, act: () => T): T {
  const before = standIn;
  standIn = patcher;
  try {
    return act();
  } finally {
    standIn = before;
  }
}
