/** What most campaigns have in common. */
import type { Campaign } from '../campaign.ts';

/** Both models, from scratch and pretrained. */
export const both = {
  models: ['transformer', 'transnar'],
  initialisations: ['untrained', 'pretrained'],
} as const satisfies Partial<Campaign>;

/** The preset's algorithms, and nothing changed. */
export const plain = {
  set: [],
  algorithmSets: [{ name: 'preset', algorithms: 'preset' }],
  variants: [{ name: 'default', set: [] }],
} as const satisfies Partial<Campaign>;

/** The paper's sizes, then others between them and beyond. */
export const beyond = 'evaluation={"sizes":[12,10,14,11,13,16,20],"samples":200}';
