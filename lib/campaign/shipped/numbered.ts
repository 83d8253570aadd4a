/** Campaigns of the preset `laptop`, and with the number of each element: the comparison, by pairs of algorithms and ten at once. */
import { presets, variantNamed } from '../../experiment/index.ts';
import type { Campaign } from '../campaign.ts';
import { beyond, both, plain } from './common.ts';
import { laptopLearned } from './learned.ts';

/**
 * What helps a list, on all kinds of answers: the Transformer sees the same numbers in the text, so what TransNAR is ahead by
 * is the reasoner's.
 */
export const laptopNumbered = {
  ...plain,
  name: 'laptop-numbered',
  about:
    "The paper's comparison by models that see the number of each element, drawn in training: eight algorithms, two by two.",
  preset: 'laptop',
  set: [
    'training.updates=1500',
    'training.until={"metric":"clrs","value":1,"size":12,"samples":100,"every":500}',
    beyond,
  ],
  algorithmSets: laptopLearned.algorithmSets.filter(({ name }) => name !== 'paths'), // its texts have rows of rows
  variants: ['labels-in-a-row'],
  initialisations: both.initialisations,
  models: both.models,
  seeds: [0, 1, 2],
} as const satisfies Campaign;

/** What freezing is for: the TransNARs of laptop-numbered, but for their reasoner, which learns along from the texts. */
export const laptopFreezing = {
  ...laptopNumbered,
  name: 'laptop-freezing',
  about: 'TransNARs as in laptop-numbered whose reasoner is trained along with them.',
  variants: [
    {
      name: 'trained-reasoner',
      models: ['transnar'],
      set: [...variantNamed('labels-in-a-row').changes(presets.laptop.transnar), 'reader.frozen=false'],
    },
  ],
  initialisations: ['untrained'],
  models: ['transnar'],
} as const satisfies Campaign;

/** The paper's own setting: one model of each kind for all algorithms, those on graphs among them. */
export const laptopTogether = {
  ...laptopNumbered,
  name: 'laptop-together',
  about:
    "The paper's comparison by one model of ten algorithms: as it stands, and with the number of each element.",
  set: ['evaluation={"sizes":[12,10,14,11,13,16],"samples":200}'], // rows of rows with numbers are long
  algorithmSets: plain.algorithmSets,
  variants: [
    { name: 'default', set: ['evaluation={"sizes":[12,10,14,11,13],"samples":200}'] }, // for 16 there is no room
    'labels-in-a-row',
  ],
} as const satisfies Campaign;

/** The paper's future work, on what TransNAR leads by: how much of that does text alone learn from it? */
export const laptopTaught = {
  ...laptopNumbered,
  name: 'laptop-taught',
  about: 'Plain Transformers taught by the TransNARs of laptop-numbered: what they keep of the lead.',
  initialisations: ['untrained'],
  models: ['distilled'],
} as const satisfies Campaign;
