/** Messages over triplets of nodes, of which decoders read the largest for each edge (arXiv 2209.11142). */
import type * as tf from '@tensorflow/tfjs';
import { type TripletInputs, tripletMax } from '../../../backend/index.ts';
import { linearLayer, linearParameters } from '../../nn/linear.ts';
import type { Parameters } from '../../parameters.ts';
import { linearOfEdges } from '../edge-features.ts';
import type { ProcessorConfig, ProcessorInputs } from './contract.ts';

/** The parts of t_ijk in the order in which they are added: three nodes, three edges, the graph. */
export const tripletParts = ['i', 'j', 'k', 'ij', 'ik', 'jk', 'graph'] as const;

/** One of the terms that a message over a triplet is the sum of. */
export type TripletPart = (typeof tripletParts)[number];

/**
 * Creates what makes edge (j, k) from the largest message over triplets (i, j, k): z, `reads` numbers of each node, to
 * [B, N, N, H].
 */
export function tripletsOf(
  parameters: Parameters,
  { width, tripletWidth }: ProcessorConfig,
  reads = 2 * width,
) {
  const nodes = (name: string) => linearLayer(parameters, name, reads, tripletWidth);
  const edges = (name: string) => linearParameters(parameters, name, width, tripletWidth);
  const [i, j, k] = [nodes('i'), nodes('j'), nodes('k')];
  const [ij, ik, jk] = [edges('ij'), edges('ik'), edges('jk')];
  const graph = linearLayer(parameters, 'graph', width, tripletWidth);
  const out = linearLayer(parameters, 'out', tripletWidth, width, { activation: 'relu' });
  return (
    z: tf.Tensor3D,
    { encoding, padding, wantsEdges, show }: Omit<ProcessorInputs, 'hidden'>,
  ): tf.Tensor4D | undefined => {
    const parts = {
      i: () => i(z),
      j: () => j(z),
      k: () => k(z),
      ij: () => linearOfEdges(encoding.edge, ij),
      ik: () => linearOfEdges(encoding.edge, ik),
      jk: () => linearOfEdges(encoding.edge, jk),
      graph: () => graph(encoding.graph),
    } satisfies Record<TripletPart, () => tf.Tensor>;
    const summands = (): TripletInputs => ({
      a: parts.i() as tf.Tensor3D,
      b: parts.j() as tf.Tensor3D,
      c: parts.k() as tf.Tensor3D,
      ab: parts.ij(),
      ac: parts.ik(),
      bc: parts.jk(),
      graph: parts.graph() as tf.Tensor2D,
      abc: encoding.triplets,
      nodeMask: padding?.real,
    });
    for (const part of tripletParts) show?.(`triplets.${part}`, parts[part]);
    const { triplets } = encoding;
    if (triplets) show?.('triplets.ijk', () => triplets);
    show?.('triplets.largest', () => tripletMax(summands()));
    return wantsEdges ? (out(tripletMax(summands())) as tf.Tensor4D) : undefined;
  };
}
