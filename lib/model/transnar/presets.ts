/** The sizes of TransNAR's reading layers, as data; each goes with the Transformer preset of its name. */
import type { TransnarConfig } from './config.ts';

const common = {
  layers: 'all', // after every block, as the paper's figure 3 draws it
  combine: 'concat-linear', // paper, section 3; the alternatives gave it nothing
  gate: 0, // the language model is unchanged at first: needed if pretrained, and no worse if not
  steps: 'final', // what the paper's experiments read
  indexFeatures: 0, // not in the paper
} as const satisfies Partial<TransnarConfig>;

const smoke = { ...common, heads: 2, width: 24, feedForward: 48 } as const satisfies TransnarConfig;

/** About doubles the parameters of the Transformer. */
const laptop = {
  ...common,
  heads: 4,
  width: 96, // that of the tokens
  feedForward: 192, // half of the Transformer's: the reading is the point
} as const satisfies TransnarConfig;

const paper = { ...common, heads: 8, width: 512, feedForward: 2048 } as const satisfies TransnarConfig;

/** What the TransNARs of the presets add to their Transformers, by the presets' names. */
export const transnarPresets = { smoke, laptop, paper };
