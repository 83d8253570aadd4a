/** Permutation outputs as the pointers that are scored (the reference's evaluation.py). */
import type { Feature, Features } from '../dataset/index.ts';
import { argmax } from './tally.ts';

/**
 * Outputs with every permutation pointer X [B, N, N] and its X_mask [B, N] replaced by one node pointer X [B, N]: the
 * argmax of each row, except that a row whose mask exceeds 0.5 points to itself.
 */
export function fusePermutations(outputs: Features): Features {
  const fused: Record<string, Feature> = { ...outputs };
  for (const feature of Object.values(outputs)) {
    if (feature.type !== 'permutation_pointer') continue;
    const maskName = `${feature.name}_mask`;
    const mask = outputs[maskName];
    if (!mask) throw new Error(`The permutation "${feature.name}" comes without its mask "${maskName}".`);
    fused[feature.name] = fuse(feature, mask);
    delete fused[maskName];
  }
  return fused;
}

function fuse(permutation: Feature, { data: mask }: Feature): Feature {
  const shape = permutation.shape.slice(0, -1);
  const nodes = shape[shape.length - 1];
  const data = mask.map((bit, i) => (bit > 0.5 ? i % nodes : argmax(permutation.data, i * nodes, nodes)));
  return { ...permutation, type: 'pointer', shape, data };
}
