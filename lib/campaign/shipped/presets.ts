/** Campaigns of the presets as they are or were, and of parts of them. */
import type { Campaign } from '../campaign.ts';
import { both, plain } from './common.ts';

/** Seconds a cell: it shows that campaigns work. */
export const smoke = {
  ...plain,
  ...both,
  name: 'smoke',
  about: 'Every axis once, on models too small to learn: shows that campaigns work.',
  preset: 'smoke',
  set: [
    'transformer.layers=1',
    'training.updates=20',
    'evaluation={"sizes":[5,6],"samples":2}',
    'reader.nar.training.updates=24', // 6 for each algorithm
    'reader.nar.validation={"every":12,"size":5,"samples":2}',
    'initialisation.experiment.transformer.layers=1',
    'initialisation.experiment.training.updates=5',
  ],
  seeds: [0, 1],
} as const satisfies Campaign;

export const laptop = {
  ...plain,
  ...both,
  name: 'laptop',
  about:
    "The paper's comparison after a short training, with the first laptop preset: with and without the reasoner, and English.",
  preset: 'laptop-first',
  seeds: [0, 1],
} as const satisfies Campaign;

/**
 * Two of the algorithms at which the paper's TransNAR loses, alone: with all the updates to themselves, the Transformer
 * gets further at the sizes that it is trained on, before which its unseen sizes say little. Twice the updates bring
 * it further still.
 */
export const laptopSearching = {
  ...plain,
  ...both,
  name: 'laptop-searching',
  about: 'Minimum and binary search alone, trained for longer: where TransNAR loses in the paper.',
  preset: 'laptop-first',
  set: ['training.updates=8000', 'data.samples=7000'],
  algorithmSets: [{ name: 'searching', algorithms: ['binary_search', 'minimum'] }],
  variants: [
    { name: '8000-updates', set: [] },
    { name: '16000-updates', set: ['training.updates=16000'], models: ['transformer'] },
  ],
  initialisations: ['pretrained'],
  seeds: [0, 1],
} as const satisfies Campaign;

/** The Transformer alone: how far it gets with three times the updates, and what that does to its unseen sizes. */
export const laptopLonger = {
  ...plain,
  name: 'laptop-longer',
  about: 'The Transformer of the first laptop preset, trained three times as long.',
  preset: 'laptop-first',
  set: ['training.updates=18000', 'data.samples=7000'],
  models: ['transformer'],
  initialisations: ['pretrained'],
  seeds: [0],
} as const satisfies Campaign;

/** Of the models from scratch alone: what English adds is the campaign above. */
export const laptopAblations = {
  ...plain,
  name: 'laptop-ablations',
  about:
    'What randomised positions and each way of combining nodes and edges give (paper, sections 3 and 4).',
  preset: 'laptop-first',
  seeds: [0, 1],
  variants: [
    { name: 'default', set: [] }, // randomised positions, nodes and edges, concatenated
    'sequential-positions',
    'sum',
    'mlp',
    'gram-schmidt',
    'nodes-only',
  ],
  initialisations: ['untrained'],
  models: both.models,
} as const satisfies Campaign;

export const paper = {
  ...plain,
  ...both,
  name: 'paper',
  about: "The paper's: all thirty algorithms, four seeds, pretrained and from scratch, both models.",
  preset: 'paper',
  seeds: [0, 1, 2, 3],
} as const satisfies Campaign;
