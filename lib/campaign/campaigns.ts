/** The campaigns that ship, as data. */
import { readFileSync } from 'node:fs';
import { checkExperiment } from '../experiment/index.ts';
import { type Campaign, campaign } from './campaign.ts';

const both = {
  models: ['transformer', 'transnar'],
  initialisations: ['untrained', 'pretrained'],
} as const satisfies Partial<Campaign>;
const plain = {
  set: [],
  algorithmSets: [{ name: 'preset', algorithms: 'preset' }],
  variants: [{ name: 'default', set: [] }],
} as const satisfies Partial<Campaign>;

/** Seconds a cell: it shows that campaigns work. */
const smoke = {
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

const laptop = {
  ...plain,
  ...both,
  name: 'laptop',
  about: "The paper's comparison with the laptop preset: with and without the reasoner, and English.",
  preset: 'laptop',
  seeds: [0, 1],
} as const satisfies Campaign;

/**
 * Two of the algorithms at which the paper's TransNAR loses, alone: with all the updates to themselves, the Transformer
 * gets further at the sizes that it is trained on, before which its unseen sizes say little. Twice the updates bring
 * it further still.
 */
const laptopSearching = {
  ...plain,
  ...both,
  name: 'laptop-searching',
  about: 'Minimum and binary search alone, trained for longer: where TransNAR loses in the paper.',
  preset: 'laptop',
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
const laptopLonger = {
  ...plain,
  name: 'laptop-longer',
  about: 'The Transformer of the preset laptop, trained three times as long.',
  preset: 'laptop',
  set: ['training.updates=18000', 'data.samples=7000'],
  models: ['transformer'],
  initialisations: ['pretrained'],
  seeds: [0],
} as const satisfies Campaign;

/** Learns with a tenth of the tokens that the preset takes, or fewer (docs/records.md). */
const recipe = [
  'transformer.window=6',
  'transformer.rotary.share=0.5',
  'transformer.positions.widening.share=0.3',
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
const laptopRemedies = {
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
const laptopReading = {
  ...searches,
  name: 'laptop-reading',
  about: 'Minimum and binary search by TransNARs that read more, otherwise, or a reasoner that learns along.',
  variants: [
    'trained-reasoner',
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
const laptopLearned = {
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
const inARow = [...indexLabels, 'data.consecutiveLabels=true'] as const;
const laptopLists = {
  ...plain,
  name: 'laptop-lists',
  about: 'A list by models that see the number of each element, drawn in training, in text and memory.',
  preset: 'laptop',
  set: [
    ...recipe,
    'training.updates=1250',
    'training.until={"metric":"clrs","value":1,"size":12,"samples":100,"every":250}',
    beyond,
    'transformer.context=2048',
  ],
  algorithmSets: [{ name: 'selecting', algorithms: ['activity_selector'] }],
  variants: [
    { name: 'default', set: [] },
    { name: 'labels-in-a-row', models: ['transformer'], set: inARow },
    {
      name: 'labels-in-a-row-and-features',
      models: ['transnar'],
      set: [...inARow, 'reader.transnar.indexFeatures=32'],
    },
  ],
  initialisations: ['untrained'],
  models: both.models,
  seeds: [0, 1, 2],
} as const satisfies Campaign;

/** Of the models from scratch alone: what English adds is the campaign above. */
const laptopAblations = {
  ...plain,
  name: 'laptop-ablations',
  about:
    'What randomised positions and each way of combining nodes and edges give (paper, sections 3 and 4).',
  preset: 'laptop',
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

const paper = {
  ...plain,
  ...both,
  name: 'paper',
  about: "The paper's: all thirty algorithms, four seeds, pretrained and from scratch, both models.",
  preset: 'paper',
  seeds: [0, 1, 2, 3],
} as const satisfies Campaign;

const shipping = [
  smoke,
  laptop,
  laptopSearching,
  laptopLonger,
  laptopAblations,
  laptopRemedies,
  laptopReading,
  laptopLearned,
  laptopLists,
  paper,
] as const;

/** The names of the campaigns that ship. */
export type CampaignName = (typeof shipping)[number]['name'];

/** The campaigns that ship. */
export const campaigns: readonly Campaign[] = shipping;

/** A campaign that ships, by name, or one in a .json file. Throws for an unknown or a wrong one. */
export function campaignNamed(name: CampaignName | (string & {})): Campaign {
  const shipped = campaigns.find((each) => each.name === name);
  if (shipped) return shipped;
  if (!name.endsWith('.json')) {
    const names = campaigns.map((each) => each.name).join(', ');
    throw new Error(`There is no campaign "${name}"; there are ${names}, or give a .json file.`);
  }
  return checkExperiment(campaign, readJson(name));
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`Cannot read the campaign ${path}: ${(error as Error).message}.`, { cause: error });
  }
}
