/** One hook for every named activation: attention, gates, triplets, and whatever else a module shows by its name. */
import * as tf from '@tensorflow/tfjs';

/** Sees one activation; the tensor is gone afterwards unless the watcher keeps it (`tf.keep`) or reads it. */
export type Watcher = (name: string, value: tf.Tensor) => void;

let current: Watcher | undefined;

/**
 * Shows an activation to whoever watches. `name` is its place in the module tree (`Parameters.path`), such as
 * `blocks.0.attention.weights`; `value` is computed only if somebody watches, so that showing what a fused operation
 * never makes costs nothing otherwise.
 */
export function watch(name: string, value: () => tf.Tensor): void {
  const watcher = current;
  if (watcher) tf.tidy(() => watcher(name, value()));
}

/** Runs `act` and tells `watcher` of every activation on the way. `act` must not be asynchronous. */
export function watching<T>(watcher: Watcher, act: () => T): T {
  const before = current;
  current = watcher;
  try {
    return act();
  } finally {
    current = before;
  }
}
