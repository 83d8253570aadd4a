/** What TransNAR adds to a Transformer: every choice as data, checked, with what follows from it. */
import { z } from 'zod';
import type { MemoryWidths } from '../memory.ts';
import type { TransformerConfig } from '../transformer/config.ts';
import { combineKinds } from './reading/index.ts';

/** The schema of what TransNAR adds: `parse` throws for unknown keys, and for choices that are at odds. */
export const transnarConfig = z
  .strictObject({
    /** The blocks after which tokens read the memory, counted from 0 in rising order, or all. */
    layers: z.union([z.literal('all'), z.array(z.int().nonnegative()).nonempty().readonly()]),
    /** Heads of the cross-attention, and their widths together. */
    heads: z.int().positive(),
    width: z.int().positive(),
    /** Hidden width of the gated feed-forward layer. */
    feedForward: z.int().positive(),
    /** How what tokens read from nodes and from edges becomes one (paper, section 3). */
    combine: z.enum(combineKinds),
    /** Start of both gates, before the tanh: 0 leaves the language model as it is. */
    gate: z.number(),
    /** Final: all layers read the reasoner's last step; progressive: the first read early steps, the last the last. */
    steps: z.enum(['final', 'progressive']),
    /** Sines and cosines of the node index shown with the memory, numbers per index; 0: none, as in the paper. */
    indexFeatures: z.int().nonnegative().multipleOf(2),
  })
  .superRefine(({ width, heads, layers }, issues) => {
    const refuse = (message: string) => issues.addIssue({ code: 'custom', message });
    if (width % heads !== 0) refuse(`width (${width}) must be a multiple of heads (${heads})`);
    if (layers !== 'all' && layers.some((layer, i) => i > 0 && layer <= layers[i - 1])) {
      refuse('layers must rise');
    }
  });

/** The choices that make a Transformer a TransNAR, as `transnarConfig` has them. */
export type TransnarConfig = z.infer<typeof transnarConfig>;

/** The blocks after which tokens read. Throws if the Transformer has no such block. */
export function readingLayers({ layers }: TransnarConfig, transformer: TransformerConfig): number[] {
  if (layers === 'all') return Array.from({ length: transformer.layers }, (_, layer) => layer);
  const missing = layers.find((layer) => layer >= transformer.layers);
  if (missing === undefined) return [...layers];
  throw new Error(
    `layers: there is no block ${missing}, the Transformer has blocks 0 to ${transformer.layers - 1}.`,
  );
}

/** For each of `layers` reading layers, the share of the reasoner's steps after which it reads: 1 is the last. */
export function readingShares({ steps }: Pick<TransnarConfig, 'steps'>, layers: number): number[] {
  return Array.from({ length: layers }, (_, i) => (steps === 'final' ? 1 : (i + 1) / layers));
}

/** Numbers per node and per pair of nodes that tokens attend to: the memory's, and the index features. */
export function readWidths({ indexFeatures }: TransnarConfig, memory: MemoryWidths): MemoryWidths {
  return { nodes: memory.nodes + indexFeatures, edges: memory.edges + 2 * indexFeatures };
}
