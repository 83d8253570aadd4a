/** The processors of the message-passing family as data: what sets each of them apart (the reference's processors.py). */

export interface ProcessorKind {
  /** Whom a node hears: everybody, its neighbours in the graph of pointers and edge masks, or only itself. */
  readonly reach: 'all' | 'neighbours' | 'self';
  /** Whether messages over triplets of nodes make edge embeddings for the decoders. */
  readonly triplets: boolean;
  /** Whether a gate decides how much of a node's state is replaced. */
  readonly gated: boolean;
  /** Whether pointers and edge masks can only be decoded along edges of the graph. */
  readonly decodesAlongEdges: boolean;
}

const mpnn: ProcessorKind = { reach: 'all', triplets: false, gated: false, decodesAlongEdges: false };
const pgn: ProcessorKind = { ...mpnn, reach: 'neighbours' };
const maskedPgn: ProcessorKind = { ...pgn, decodesAlongEdges: true };

export const processorKinds = {
  deepsets: { ...mpnn, reach: 'self' },
  mpnn,
  gmpnn: { ...mpnn, gated: true },
  triplet_mpnn: { ...mpnn, triplets: true },
  triplet_gmpnn: { ...mpnn, triplets: true, gated: true },
  pgn,
  gpgn: { ...pgn, gated: true },
  triplet_pgn: { ...pgn, triplets: true },
  triplet_gpgn: { ...pgn, triplets: true, gated: true },
  pgn_mask: maskedPgn,
  gpgn_mask: { ...maskedPgn, gated: true },
  triplet_pgn_mask: { ...maskedPgn, triplets: true },
  triplet_gpgn_mask: { ...maskedPgn, triplets: true, gated: true },
} as const satisfies Record<string, ProcessorKind>;

export type ProcessorName = keyof typeof processorKinds;

export const processorNames = Object.keys(processorKinds) as ProcessorName[];
