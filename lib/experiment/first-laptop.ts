/**
 * The preset `laptop` as it was first: what is compared after a short training, and what records of learning speed began
 * from. Committed runs and rows are of it, so it stays as it is, and shares no setting with the presets of today.
 */
import { clrs30, transnarSizes } from '../dataset/index.ts';
import { referenceNarConfig } from '../model/nar/presets.ts';
import { presetOf } from './preset.ts';

const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, clip: 1 };
const logged = { logEvery: 20, checkpointMinutes: 5 };
const falling = { peak: 1e-3, warmup: 200, floor: 0.1 };

/** Its experiments ship under names of their own, such as `transnar-laptop-first`; their runs are called as ever. */
export const firstLaptop = presetOf({
  label: 'laptop',
  nar: {
    name: 'nar-laptop',
    seed: 0,
    algorithms: [...clrs30],
    model: { ...referenceNarConfig, width: 64 },
    data: { sizes: [4, 7, 11, 13, 16], batch: 8 },
    chunk: 16,
    training: {
      updates: 36_000,
      schedule: { peak: 1e-3, warmup: 0, floor: 0.05 },
      adam,
      logEvery: 30,
      checkpointMinutes: 5,
    },
    validation: { every: 3000, size: 16, samples: 32 },
  },
  transnar: {
    layers: 'all',
    combine: 'concat-linear',
    gate: 0,
    steps: 'final',
    indexFeatures: 0,
    heads: 4,
    width: 96,
    feedForward: 192,
  },
  language: {
    seed: 0,
    algorithms: [
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
    ],
    tokenizer: 'names',
    transformer: {
      width: 96,
      layers: 3,
      heads: 4,
      feedForward: 384,
      activation: 'gelu',
      residual: 'sequential',
      norm: 'rms',
      epsilon: 1e-5,
      biases: false,
      readOut: 'untied',
      rotary: { share: 1, base: 10_000 },
      positions: { kind: 'randomised', maximum: 2048, widening: { from: 1, share: 0.5 } },
      context: 1024,
    },
    data: { sizes: transnarSizes.train, samples: 3000, hints: false, batch: 64, groups: 4 },
    loss: 'answer',
    training: { updates: 6000, schedule: falling, adam: { ...adam, beta2: 0.98 }, ...logged },
    evaluation: { sizes: transnarSizes.evaluation, samples: 100 },
  },
  english: {
    data: { text: 'english', batch: 32, length: 256 },
    training: { updates: 3000, schedule: falling, adam: { ...adam, beta2: 0.98 }, ...logged },
  },
});
