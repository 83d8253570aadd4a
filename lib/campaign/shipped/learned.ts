/**
 * Campaigns of models that learn the trained sizes: the comparison, and remedies. They were begun before the recipe of
 * docs/records.md became the preset `laptop`, and TransNAR reads the reasoner of then, so they say the recipe themselves.
 */
import type { Campaign } from '../campaign.ts';
import { beyond, both, plain } from './common.ts';

/** Learns with a tenth of the tokens that Adam takes, or fewer. */
const recipe = [
  'transformer.window=6',
  'transformer.rotary.share=0.5',
  'transformer.positions.widening.share=0.3',
  'data.samples=7000',
  'training.optimizer={"muon":{"factor":8,"momentum":0.95}}',
  'training.schedule.floor=0',
] as const;

/** TransNAR knows the searches well after this many updates, the Transformer alone takes several times as many. */
const longEnough = 'training.updates=4000';
const indexHints = ['data.indexHints=true', 'transformer.context=2048'] as const;
const indexLabels = [...indexHints, 'data.indexLabels=64'] as const;

const searches = {
  ...plain,
  preset: 'laptop-first',
  set: [...recipe, 'training.updates=1250', beyond],
  algorithmSets: [{ name: 'searching', algorithms: ['binary_search', 'minimum'] }],
  initialisations: ['untrained'],
  models: both.models,
  seeds: [0, 1, 2],
} as const satisfies Partial<Campaign>;

/** The searches are learned within minutes: so every remedy has its three seeds. */
export const laptopRemedies = {
  ...searches,
  name: 'laptop-remedies',
  about:
    'Minimum and binary search by models that know them at the trained sizes, and what helps at unseen ones.',
  variants: [
    { name: 'default', models: ['transformer'], set: [longEnough] },
    { name: 'default', models: ['transnar'], set: [] },
    { name: 'index-hints', models: ['transnar'], set: indexHints },
    { name: 'index-labels', models: ['transnar'], set: indexLabels },
    { name: 'index-labels-for-longer', models: ['transnar'], set: [...indexLabels, 'training.updates=2500'] },
    {
      name: 'labels-and-features',
      models: ['transnar'],
      set: [...indexLabels, 'reader.transnar.indexFeatures=32'],
    },
    'decisions',
    {
      name: 'decisions-labels-features',
      models: ['transnar'],
      set: ['reader.state=decisions', ...indexLabels, 'reader.transnar.indexFeatures=32'],
    },
    'index-features',
    { name: 'index-labels', models: ['transformer'], set: [...indexLabels, longEnough] },
    { name: 'index-hints', models: ['transformer'], set: [...indexHints, longEnough] },
  ],
} as const satisfies Campaign;

/** What else may be read, and how. */
export const laptopReading = {
  ...searches,
  name: 'laptop-reading',
  about: 'Minimum and binary search by TransNARs that read more, or otherwise.',
  variants: [
    'wider-reading',
    'progressive',
    'decoder-state',
    'nodes-only',
    {
      name: 'sequential-positions',
      models: ['transnar'],
      set: ['transformer.positions={"kind":"sequential"}'],
    },
  ],
} as const satisfies Campaign;

/**
 * The paper's comparison where it means something: models that have learned the trained sizes before the others are looked
 * at. Ten algorithms at once take two cores too long, so the ten of the preset are learned two by two; both models get the
 * same updates.
 */
export const laptopLearned = {
  ...plain,
  name: 'laptop-learned',
  about: "The paper's comparison by models that learn the trained sizes: ten algorithms, two by two.",
  preset: 'laptop-first',
  set: [
    ...recipe,
    longEnough,
    // The curve of scores at the largest trained size; it ends a training only where nothing is left to learn.
    'training.until={"metric":"clrs","value":1,"size":12,"samples":100,"every":500}',
    beyond,
    'transformer.context=1280', // size 20 of all ten
  ],
  algorithmSets: [
    { name: 'searching', algorithms: ['binary_search', 'minimum'] },
    { name: 'ranges', algorithms: ['find_maximum_subarray_kadane', 'quickselect'] },
    { name: 'orders', algorithms: ['activity_selector', 'insertion_sort'] },
    { name: 'patterns', algorithms: ['graham_scan', 'naive_string_matcher'] },
    { name: 'paths', algorithms: ['bfs', 'matrix_chain_order'] },
  ],
  variants: [
    { name: 'default', set: [] },
    'index-features', // what helps the two searches (laptop-remedies), on all ten
  ],
  initialisations: ['untrained'],
  models: both.models,
  seeds: [0, 1, 2],
} as const satisfies Campaign;

/**
 * A list whose elements the reasoner knows and the reader does not say: what helps it at sizes that training did not show.
 * Numbers that follow one another, since an answer goes through them one by one.
 */
export const laptopLists = {
  ...plain,
  name: 'laptop-lists',
  about: 'A list by models that see the number of each element, drawn in training, in text and memory.',
  preset: 'laptop-first',
  set: [
    ...recipe,
    'training.updates=1250',
    'training.until={"metric":"clrs","value":1,"size":12,"samples":100,"every":250}',
    beyond,
  ],
  algorithmSets: [{ name: 'selecting', algorithms: ['activity_selector'] }],
  variants: [
    { name: 'default', set: ['transformer.context=2048'] }, // as much room as with numbers: they alone differ
    'labels-in-a-row',
  ],
  initialisations: ['untrained'],
  models: both.models,
  seeds: [0, 1, 2],
} as const satisfies Campaign;
