/** Campaigns of models that learn the trained sizes, by the recipe of docs/records.md: the comparison, and remedies. */
import { presets, variantNamed } from '../../experiment/index.ts';
import type { Campaign } from '../campaign.ts';
import { both, plain } from './common.ts';

const transformer = [
  'transformer.window=6',
  'transformer.rotary.share=0.5',
  'transformer.positions.widening.share=0.3',
] as const;
/** Learns with a tenth of the tokens that the preset takes, or fewer (docs/records.md). */
const recipe = [
  ...transformer,
  'data.samples=7000',
  'training.optimizer={"muon":{"factor":8,"momentum":0.95}}',
  'training.schedule.floor=0',
] as const;

/** The paper's sizes, then others between them and beyond. */
const beyond = 'evaluation={"sizes":[12,10,14,11,13,16,20],"samples":200}';

/** TransNAR knows the searches well after this many updates, the Transformer alone takes several times as many. */
const longEnough = 'training.updates=4000';
const indexHints = ['data.indexHints=true', 'transformer.context=2048'] as const;
const indexLabels = [...indexHints, 'data.indexLabels=64'] as const;

const searches = {
  ...plain,
  preset: 'laptop',
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
  preset: 'laptop',
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
  preset: 'laptop',
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

/** The reasoner that was trained for longest so far (docs/results.md, "The reasoner"). */
const longestReasoner = [
  'model.edgePointers="triplets"',
  'data.focus=0.5',
  'training.updates=48000',
  'training.schedule.floor=0',
  'training.schedule.decay=0.4',
  'training.optimizer={"muon":{"factor":4,"momentum":0.95}}',
  'training.average={"decay":0.99,"every":30}',
  'validation.every=4000',
  'validation.beyond={"size":32,"samples":8}',
].map((change) => `reader.nar.${change}`);

/** English is learned by the same Transformer, with room for texts that have numbers. */
const sameInEnglish = [...transformer, 'transformer.context=2048'].map(
  (change) => `initialisation.experiment.${change}`,
);

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
    ...recipe,
    'training.updates=1500',
    'training.until={"metric":"clrs","value":1,"size":12,"samples":100,"every":500}',
    beyond,
    ...longestReasoner,
    ...sameInEnglish,
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
  set: [
    ...recipe,
    'training.updates=6000',
    'training.until={"metric":"clrs","value":1,"size":12,"samples":50,"every":1000}',
    'evaluation={"sizes":[12,10,14,11,13,16],"samples":200}', // rows of rows with numbers are long
    ...longestReasoner,
    ...sameInEnglish,
  ],
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
