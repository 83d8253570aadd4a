/** The yardstick of the language model: one training step of the library's Transformer, every token of which counts. */
import * as tf from '@tensorflow/tfjs';
import { tokenBatch } from '../lib/model/language-data/index.ts';
import { Parameters } from '../lib/model/parameters.ts';
import {
  type TransformerConfig,
  languageLoss,
  tokenTensors,
  transformer,
  transformerSize,
} from '../lib/model/transformer/index.ts';
import { keyed } from '../lib/random/index.ts';
import { type Measurement, type MeasureOptions, measure } from './measure.ts';
import { type Precision, type TrainingWorkload, trainingStep } from './training-step.ts';

const BATCH = 16;
const VOCABULARY = 64;

const config: TransformerConfig = {
  width: 256,
  layers: 6,
  heads: 8,
  feedForward: 1024,
  activation: 'squaredRelu',
  residual: 'sequential',
  norm: 'rms',
  epsilon: 1e-5,
  biases: false,
  readOut: 'untied',
  rotary: { share: 1, base: 10_000 },
  positions: { kind: 'sequential' },
  context: 2048,
};

/** `tokens` per sequence; 256 is the yardstick. */
export function transformerStep(tokens = 256, batch = BATCH, precision?: Precision): TrainingWorkload {
  const parameters = Parameters.seeded('bench');
  const model = transformer(config, VOCABULARY, parameters);
  const random = keyed('bench', 'tokens');
  const examples = Array.from({ length: batch }, () => ({
    tokens: Int32Array.from({ length: tokens + 1 }, () => random.integer(VOCABULARY)),
    promptLength: 1,
  }));
  const { positions, context } = config;
  const texts = tokenBatch(examples, { loss: 'text', positions, context, pad: 0, random });
  const [ids, places] = tokenTensors(texts);
  const targets = tf.tensor2d(texts.targets, [batch, tokens], 'int32');
  const { width, layers, heads, epsilon, rotary } = config;
  const trainee = {
    parameters,
    inputs: { tokens: ids, positions: places, targets },
    sizes: { heads, normEpsilon: epsilon, base: rotary!.base },
    loss: () => languageLoss(model, texts),
    flops: 6 * matrixSize() * batch * tokens + 12 * batch * tokens * tokens * width * layers,
  };
  return trainingStep(trainee, precision);
}

/** Scalars of all matrices that tokens are multiplied with: not the embeddings, nor the scales of the norms. */
function matrixSize(): number {
  const { width, layers } = config;
  return transformerSize(config, VOCABULARY) - VOCABULARY * width - (2 * layers + 1) * width;
}

export function run(options: MeasureOptions): Promise<Measurement> {
  return measure('transformer', transformerStep, options);
}

/** One sequence length after the other, at the yardstick's number of tokens per step. */
export function growth(): { readonly size: string; readonly make: () => TrainingWorkload }[] {
  return [128, 256, 512, 1024, 2048].map((tokens) => ({
    size: `T=${tokens}`,
    make: () => transformerStep(tokens, (BATCH * 256) / tokens),
  }));
}
