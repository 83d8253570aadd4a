/** The sizes of the language model, as data. */
import type { TransformerConfig } from './config.ts';

/** Seconds a run: for tests and continuous integration. */
const smoke = {
  width: 24, // as small as still learns the form of answers
  layers: 2, // the least that has a first and a last layer
  heads: 2,
  feedForward: 48,
  activation: 'gelu',
  residual: 'sequential',
  norm: 'rms',
  epsilon: 1e-5,
  biases: false,
  readOut: 'tied', // half the parameters of so small a model would be tables
  rotary: { share: 1, base: 10_000 },
  positions: { kind: 'randomised', maximum: 512 }, // twice the context, so that positions do vary
  context: 256, // the smoke algorithms, with room
} as const satisfies TransformerConfig;

/** Two cores, an hour or two. */
const laptop = {
  width: 96, // with 3 layers and a small vocabulary about 370 thousand parameters
  layers: 3,
  heads: 4,
  feedForward: 384, // 4 times the width, as usual
  activation: 'gelu',
  residual: 'sequential',
  norm: 'rms', // as Chinchilla
  epsilon: 1e-5,
  biases: false, // as Chinchilla
  readOut: 'untied', // the tables are small
  window: 6, // what stands right before a token need not be looked for
  rotary: { share: 0.5, base: 10_000 }, // half of each head finds by content, whatever the distance
  // A quarter of the paper's range: the texts are short. Widening teaches the form of lists several times as fast.
  positions: { kind: 'randomised', maximum: 2048, widening: { from: 1, share: 0.3 } },
  context: 1024, // size 14 of all algorithms but bridges, floyd_warshall and mst_kruskal
} as const satisfies TransformerConfig;

/**
 * The paper's: 6 layers, context 2048, 70 million parameters with the 50304 tokens of GPT-NeoX. Its Chinchilla model is
 * not public; these are the choices of Pythia-70M, the closest open one, whose weights fit.
 */
const paper = {
  width: 512,
  layers: 6, // paper, section 4
  heads: 8,
  feedForward: 2048,
  activation: 'gelu',
  residual: 'parallel',
  norm: 'layer',
  epsilon: 1e-5,
  biases: true,
  readOut: 'untied',
  rotary: { share: 0.25, base: 10_000 },
  positions: { kind: 'randomised', maximum: 8192 }, // paper, section 4: in all its main experiments
  context: 2048, // paper, section 4
} as const satisfies TransformerConfig;

/** The configurations of the language models of the presets, by their names. */
export const transformerPresets = { smoke, laptop, paper };
