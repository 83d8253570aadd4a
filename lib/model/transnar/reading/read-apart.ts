/** Reading by attending to nodes and to edges, each for itself, and joining what was read of both. */
import type * as tf from '@tensorflow/tfjs';
import type { Joining } from '../../../backend/index.ts';
import type { Parameters } from '../../parameters.ts';
import { crossAttentionLayer } from './cross-attention.ts';
import type { ReadingRow, ReadingSizes } from './reading.ts';

/** What was read of nodes and of edges, both [B, T, A], to what joins the residual stream, [B, T, D]. */
export type Combine = (nodes: tf.Tensor, edges: tf.Tensor, joining?: Joining) => tf.Tensor;

/** The row for a way of combining, whose parameters are made below `combine`. */
export function readApart(
  combineLayer: (parameters: Parameters, sizes: ReadingSizes) => Combine,
): ReadingRow {
  return {
    edges: true,
    make(parameters, sizes) {
      const nodes = crossAttentionLayer(parameters.scope('nodes'), sizes.features.nodes, sizes);
      const edges = crossAttentionLayer(parameters.scope('edges'), sizes.features.edges, sizes);
      const combine = combineLayer(parameters.scope('combine'), sizes);
      return {
        prepare: (memory) => ({
          nodes: nodes.prepare(memory.nodes, memory.nodeMask),
          edges: edges.prepare(memory.edges, memory.edgeMask),
        }),
        read: (x, memory, joining) =>
          combine(nodes.attend(x, memory.nodes), edges.attend(x, memory.edges), joining),
      };
    },
  };
}
