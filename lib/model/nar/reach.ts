/** Who hears whom: adjacency from pointers and edge masks, and the masks of messages (the reference's encoders.py). */
import * as tf from '@tensorflow/tfjs';
import type { Batch, ProbeSpec } from '../../dataset/index.ts';
import type { Tensors } from './probe-tensors.ts';
import type { Reach } from './processors/contract.ts';

/** [B, N, N] of 0 and 1, symmetric: every node is linked to itself. Plain numbers, for no gradient flows through it. */
export type Links = Float32Array;

export function selfLinks({ size, nodes }: Batch): Links {
  const links = new Float32Array(size * nodes * nodes);
  for (let row = 0; row < size * nodes; row++) links[row * nodes + (row % nodes)] = 1;
  return links;
}

/** Links and those that one step's values add: node pointers of more than a half, and edge masks that are set. */
export function withLinksOf(
  links: Links,
  values: Tensors,
  probes: readonly (readonly [string, ProbeSpec])[],
  { size, nodes }: Batch,
): Links {
  const sum = links.slice();
  for (const [name, { location, type }] of probes) {
    const isPointer = location === 'node' && (type === 'pointer' || type === 'permutation_pointer');
    if (!isPointer && !(location === 'edge' && type === 'mask')) continue;
    const matrix = values[name].dataSync();
    const threshold = isPointer ? 0.5 : 0;
    for (let cell = 0; cell < size * nodes * nodes; cell++) {
      const [row, column] = [Math.floor(cell / nodes), cell % nodes];
      const mirrored = (row - (row % nodes) + column) * nodes + (row % nodes);
      if (matrix[cell] + matrix[mirrored] > threshold) sum[cell] = 1;
    }
  }
  return sum;
}

/**
 * [B, N, N], 1 where a message goes from the node of axis 1 to that of axis 2; `undefined` where all do. Padded nodes
 * reach only themselves, so that their own maximum is over something.
 */
export function reachMask(reach: Reach, batch: Batch, links: Links | undefined): tf.Tensor3D | undefined {
  const { size, nodes, nodeCounts } = batch;
  const isPadded = nodeCounts.some((count) => count < nodes);
  if (reach === 'all' && !isPadded) return undefined;
  const mask = selfLinks(batch);
  if (reach !== 'self') {
    for (let sender = 0; sender < size * nodes; sender++) {
      if (sender % nodes >= nodeCounts[Math.floor(sender / nodes)]) continue;
      const [start, end] = [sender * nodes, (sender + 1) * nodes];
      if (links) mask.set(links.subarray(start, end), start);
      else mask.fill(1, start, end);
    }
  }
  return tf.tensor3d(mask, [size, nodes, nodes]);
}
