/** What of an attention is looked at: one layer or all, one head or all. */
import type { Attention } from './attention.ts';

/** Which layer (the block in the Transformer) and head; without one, the mean over all. */
export interface AttentionChoice {
  readonly layer?: number | undefined;
  readonly head?: number | undefined;
}

/** Weights of one layer and head, or means: [T, N] to nodes, [T, N, N] to edges. Throws for what there is not. */
export function attentionTo(
  what: 'nodes' | 'edges',
  { layers, heads, tokens, nodes, toNodes, toEdges }: Attention,
  { layer, head }: AttentionChoice = {},
): Float32Array {
  const weights = what === 'nodes' ? toNodes : toEdges;
  if (!weights) throw new Error('This model reads nodes alone.');
  const width = tokens.length * nodes.length ** (what === 'nodes' ? 1 : 2);
  const chosen = layers.flatMap((each, l) =>
    Array.from({ length: heads }, (_, h) => h)
      .filter((h) => (layer === undefined || each.layer === layer) && (head === undefined || h === head))
      .map((h) => weights.subarray((l * heads + h) * width, (l * heads + h + 1) * width)),
  );
  if (chosen.length === 0) {
    const known = layers.map((each) => each.layer).join(', ');
    throw new Error(`There is no such attention: layers ${known} read, with heads 0 to ${heads - 1}.`);
  }
  return new Float32Array(width).map((_, i) => chosen.reduce((sum, own) => sum + own[i], 0) / chosen.length);
}
