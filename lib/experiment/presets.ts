/** The experiments that ship, as data: `smoke` (a minute or two), `laptop` (hours on two cores), `paper` (a GPU). */
import { clrs30, transnarSamples, transnarSizes } from '../dataset/index.ts';
import { referenceNarConfig } from '../model/nar/presets.ts';
import { transformerPresets } from '../model/transformer/presets.ts';
import { transnarPresets } from '../model/transnar/presets.ts';
import { firstLaptop } from './first-laptop.ts';
import { type Preset, presetOf } from './preset.ts';

const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, clip: 1 };

const smokeAlgorithms = ['insertion_sort', 'minimum', 'bfs', 'naive_string_matcher'] as const;

/** Small enough for pure-JavaScript tensors: it shows that everything works, not what the models can do. */
const smoke = presetOf({
  label: 'smoke',
  nar: {
    name: 'nar-smoke',
    seed: 0,
    algorithms: [...smokeAlgorithms],
    model: { ...referenceNarConfig, width: 16, tripletWidth: 4 },
    data: { sizes: [4, 5, 6], batch: 8 },
    chunk: null,
    training: {
      updates: 240, // 60 for each algorithm
      schedule: { peak: 3e-3, warmup: 0, floor: 1 },
      adam,
      logEvery: 4,
      checkpointMinutes: 1,
    },
    validation: { every: 80, size: 6, samples: 16 },
  },
  transnar: transnarPresets.smoke,
  language: {
    seed: 0,
    algorithms: [...smokeAlgorithms],
    tokenizer: 'names',
    transformer: transformerPresets.smoke,
    data: { sizes: [3, 5], samples: 100, hints: false, batch: 4, groups: 2 },
    loss: 'answer',
    training: {
      updates: 240, // enough for the form of short answers, hardly for what they say
      schedule: { peak: 1e-2, warmup: 10, floor: 0.1 },
      adam: { ...adam, beta2: 0.98 },
      logEvery: 2,
      checkpointMinutes: 1,
    },
    evaluation: { sizes: [5, 4, 6], samples: 32 },
  },
  english: {
    data: { text: 'english', batch: 8, length: 128 },
    training: {
      updates: 40,
      schedule: { peak: 1e-2, warmup: 10, floor: 0.1 },
      adam: { ...adam, beta2: 0.98 },
      logEvery: 2,
      checkpointMinutes: 1,
    },
  },
});

/** Two cores, hours: the sizes of the paper, a model a hundred times smaller, by the recipe of docs/records.md. */
const laptopAlgorithms = [
  'activity_selector',
  'bfs',
  'binary_search',
  'find_maximum_subarray_kadane',
  'graham_scan',
  'insertion_sort',
  'minimum',
  'naive_string_matcher',
  'quickselect',
  'matrix_chain_order',
] as const;

const laptop = presetOf({
  label: 'laptop',
  nar: {
    name: 'nar-laptop',
    seed: 0,
    algorithms: [...clrs30],
    // Half of the reference's width: a quarter of the time.
    model: { ...referenceNarConfig, width: 64, edgePointers: 'triplets' },
    // The reference's training sizes, a quarter of its batch; half of the updates go to what is lacking.
    data: { sizes: [4, 7, 11, 13, 16], batch: 8, focus: 0.5 },
    chunk: 16, // the reference's, where it trains in chunks: a third of the time, which long algorithms would take
    training: {
      updates: clrs30.length * 1600, // 1600 for each algorithm, a sixth of the reference's
      schedule: { peak: 1e-3, warmup: 0, floor: 0, decay: 0.4 },
      adam,
      optimizer: { muon: { factor: 4, momentum: 0.95 } },
      average: { decay: 0.99, every: 30 },
      logEvery: 30,
      checkpointMinutes: 5,
    },
    validation: { every: 4000, size: 16, samples: 32, beyond: { size: 32, samples: 8 } },
  },
  transnar: transnarPresets.laptop,
  language: {
    seed: 0,
    algorithms: [...laptopAlgorithms],
    tokenizer: 'names',
    transformer: transformerPresets.laptop,
    // 7000 samples of each: what is read of them fits into memory, and an epoch passes in an hour or so.
    data: { sizes: transnarSizes.train, samples: 7000, hints: false, batch: 64, groups: 4 },
    loss: 'answer',
    training: {
      updates: 6000,
      schedule: { peak: 1e-3, warmup: 200, floor: 0 },
      adam: { ...adam, beta2: 0.98 },
      optimizer: { muon: { factor: 8, momentum: 0.95 } },
      // The curve of scores at the largest trained size; it ends a training only where nothing is left to learn.
      until: { metric: 'clrs', value: 1, size: 12, samples: 50, every: 1000 },
      logEvery: 20,
      checkpointMinutes: 5,
    },
    evaluation: { sizes: transnarSizes.evaluation, samples: 100 },
  },
  english: {
    context: 2 * transformerPresets.laptop.context, // enough for texts with numbers: all variants start from one
    data: { text: 'english', batch: 32, length: 256 },
    training: {
      updates: 3000, // 25 million characters: twice what the texts hold
      schedule: { peak: 1e-3, warmup: 200, floor: 0.1 },
      adam: { ...adam, beta2: 0.98 },
      logEvery: 20,
      checkpointMinutes: 5,
    },
  },
});

/** The paper's set-up (arXiv 2406.09308, section 4), with the reference's reasoner. */
const paper = presetOf({
  label: 'paper',
  nar: {
    name: 'nar-paper',
    seed: 0,
    algorithms: [...clrs30],
    model: referenceNarConfig,
    data: { sizes: [4, 7, 11, 13, 16], batch: 32 },
    chunk: null,
    training: {
      updates: clrs30.length * 10_000, // 10,000 for each algorithm
      schedule: { peak: 1e-3, warmup: 0, floor: 1 },
      adam,
      logEvery: 300,
      checkpointMinutes: 10,
    },
    validation: { every: clrs30.length * 50, size: 16, samples: 64 },
  },
  transnar: transnarPresets.paper,
  language: {
    seed: 0,
    algorithms: [...clrs30],
    tokenizer: 'names',
    transformer: transformerPresets.paper,
    data: {
      sizes: transnarSizes.train,
      samples: transnarSamples.train,
      hints: false,
      batch: 256,
      groups: 16,
    },
    loss: 'answer',
    training: {
      updates: Math.ceil((7 * clrs30.length * transnarSizes.train.length * transnarSamples.train) / 256), // 7 epochs
      schedule: { peak: 1e-4, warmup: 0, floor: 1 },
      adam,
      logEvery: 50,
      checkpointMinutes: 10,
    },
    evaluation: { sizes: transnarSizes.evaluation, samples: 500 },
  },
  english: {
    data: { text: 'english', batch: 64, length: 2048 },
    training: {
      updates: 1000, // the texts hold no more; the paper's model read MassiveText
      schedule: { peak: 1e-3, warmup: 100, floor: 0.1 },
      adam: { ...adam, beta2: 0.95 },
      logEvery: 20,
      checkpointMinutes: 10,
    },
  },
});

/** All presets by name: `smoke` shows that everything works, `laptop` takes hours on two cores, `paper` needs a GPU. */
export const presets = { smoke, laptop, paper };

/** The names of the presets. */
export type PresetName = keyof typeof presets;

/** What campaigns are made of and experiments are named after: the presets, and what one of them was. */
export const bases = { ...presets, 'laptop-first': firstLaptop };

/** The names of `bases`. */
export type BaseName = keyof typeof bases;

/** A preset by name, or one of the other `bases`. Throws for an unknown one. */
export function presetNamed(name: PresetName | (string & {})): Preset {
  if (Object.hasOwn(bases, name)) return bases[name as BaseName];
  throw new Error(`There is no preset "${name}"; there are ${Object.keys(presets).join(', ')}.`);
}
