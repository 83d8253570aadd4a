/** How what tokens read from nodes and what they read from edges, both [B, T, A], become one [B, T, D]. */
import * as tf from '@tensorflow/tfjs';
import { linearLayer } from '../nn/linear.ts';
import type { Parameters } from '../parameters.ts';
import type { StartingWeights } from '../transformer/initial.ts';
import type { CombineKind } from './config.ts';

/** Joins the readings; `edges` is absent for `nodes-only`. */
export type Combine = (nodes: tf.Tensor, edges: tf.Tensor | undefined) => tf.Tensor;

export interface CombineSizes {
  /** A. */
  readonly width: number;
  /** D. */
  readonly tokenWidth: number;
  readonly start: StartingWeights;
}

/** The parameters are made below `parameters`. */
export function combineLayer(
  parameters: Parameters,
  kind: CombineKind,
  { width, tokenWidth, start }: CombineSizes,
): Combine {
  const { inner, residual, bias } = start;
  const outLayer = (inputs: number) =>
    linearLayer(parameters, 'out', inputs, tokenWidth, { weight: residual, bias });
  switch (kind) {
    case 'concat-linear': {
      const out = outLayer(2 * width);
      return (nodes, edges) => out(both(nodes, edges));
    }
    case 'mlp': {
      const hidden = linearLayer(parameters, 'hidden', 2 * width, tokenWidth, {
        weight: inner,
        bias,
        activation: 'gelu',
      });
      const out = outLayer(tokenWidth);
      return (nodes, edges) => out(hidden(both(nodes, edges)));
    }
    case 'sum': {
      const out = outLayer(width);
      return (nodes, edges) => out(tf.add(nodes, present(edges)));
    }
    case 'gram-schmidt': {
      const out = outLayer(width);
      return (nodes, edges) => out(tf.add(nodes, orthogonalTo(nodes, present(edges))));
    }
    case 'nodes-only': {
      const out = outLayer(width);
      return (nodes) => out(nodes);
    }
  }
}

function both(nodes: tf.Tensor, edges: tf.Tensor | undefined): tf.Tensor {
  return tf.concat([nodes, present(edges)], -1);
}

function present(edges: tf.Tensor | undefined): tf.Tensor {
  if (!edges) throw new Error('This way to combine needs what tokens read from edges.');
  return edges;
}

/** The part of `x` that is orthogonal to `base`, by rows: only what the one adds to the other is summed. */
export function orthogonalTo(base: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const along = tf.sum(tf.mul(x, base), -1, true);
  const square = tf.sum(tf.square(base), -1, true);
  return tf.sub(x, tf.mul(tf.div(along, tf.add(square, 1e-6)), base));
}
