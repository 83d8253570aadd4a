/** Attention among nodes whose queries, keys and values are made of a node and of the edge between (arXiv 2210.05062). */
import * as tf from '@tensorflow/tfjs';
import { linearLayer } from '../../nn/linear.ts';
import type { Parameters } from '../../parameters.ts';
import { type Padding, amongRealNodes } from '../padding.ts';
import type { ProcessorInputs } from './contract.ts';

/**
 * Creates the attention of one layer. Node i asks node j with `q = Q n_i + Q' e_ij`, which answers with `k = K n_j + K' e_ij`
 * and gives `v = V n_j + V' e_ij`. Nodes [B, N, H] and edges [B, N, N, H] to what each node gathers, [B, N, H].
 */
export function relationalAttention(parameters: Parameters, width: number, headWidth: number) {
  const heads = width / headWidth;
  const pairs = (name: string, axis: 1 | 2) => {
    const node = linearLayer(parameters.scope(name), 'node', width, width);
    const edge = linearLayer(parameters.scope(name), 'edge', width, width, { bias: false });
    return (nodes: tf.Tensor3D, edges: tf.Tensor4D) => {
      const [size, count] = nodes.shape;
      const both = tf.add(tf.expandDims(node(nodes), axis), edge(edges));
      return tf.reshape<tf.Rank.R5>(both, [size, count, count, heads, headWidth]);
    };
  };
  const [query, key, value] = [pairs('query', 2), pairs('key', 1), pairs('value', 1)];
  const out = linearLayer(parameters, 'out', width, width);
  return (
    nodes: tf.Tensor3D,
    edges: tf.Tensor4D,
    padding: Padding | undefined,
    show: ProcessorInputs['show'],
  ): tf.Tensor => {
    const products = tf.sum(tf.mul(query(nodes, edges), key(nodes, edges)), 4); // [B, i, j, heads]
    const scores = tf.mul(tf.transpose(products, [0, 3, 1, 2]), 1 / Math.sqrt(headWidth));
    const weights = tf.softmax(amongRealNodes(scores, padding)); // [B, heads, i, j]
    show?.('attention', () => weights);
    const shares = tf.expandDims(tf.transpose(weights, [0, 2, 3, 1]), 4); // [B, i, j, heads, 1]
    return out(tf.reshape(tf.sum(tf.mul(shares, value(nodes, edges)), 2), nodes.shape));
  };
}
