/** The yardstick of the language model: one training step of a small decoder-only Transformer. */
import * as tf from '@tensorflow/tfjs';
import { causalSelfAttention, linear, residual, rmsNorm, softmaxCrossEntropy } from '../lib/backend/index.ts';
import { trainingStep } from './adam.ts';
import { type Measurement, type MeasureOptions, type Workload, measure } from './measure.ts';

const BATCH = 16;
const WIDTH = 256;
const LAYERS = 6;
const HEADS = 8;
const FEED_FORWARD = 1024;
const VOCABULARY = 64;

interface Layer {
  readonly qkv: tf.Tensor2D;
  readonly out: tf.Tensor2D;
  readonly up: tf.Tensor2D;
  readonly down: tf.Tensor2D;
  readonly norm1: tf.Tensor1D;
  readonly norm2: tf.Tensor1D;
}

/** `tokens` per sequence; 256 is the yardstick. */
export function transformer(tokens = 256, batch = BATCH): Workload {
  const parameters: tf.Variable[] = [];
  const add = <T extends tf.Tensor>(initial: T): T => {
    const variable = tf.variable(initial);
    parameters.push(variable);
    return variable as unknown as T;
  };
  const matrix = (rows: number, columns: number): tf.Tensor2D =>
    add(tf.randomNormal<tf.Rank.R2>([rows, columns], 0, 0.02));
  const [embedding, positions] = [matrix(VOCABULARY, WIDTH), matrix(tokens, WIDTH)];
  const head = matrix(WIDTH, VOCABULARY);
  const layers = Array.from({ length: LAYERS }, () => ({
    qkv: matrix(WIDTH, 3 * WIDTH),
    out: matrix(WIDTH, WIDTH),
    up: matrix(WIDTH, FEED_FORWARD),
    down: matrix(FEED_FORWARD, WIDTH),
    norm1: add(tf.ones<tf.Rank.R1>([WIDTH])),
    norm2: add(tf.ones<tf.Rank.R1>([WIDTH])),
  }));
  const ids = Int32Array.from({ length: batch * tokens }, () => Math.floor(Math.random() * VOCABULARY));
  const next = ids.map((_, index) => ids[index % tokens === tokens - 1 ? index - tokens + 1 : index + 1]);
  const [input, targets] = [tf.tensor1d(ids, 'int32'), tf.tensor2d(next, [batch, tokens], 'int32')];
  const weights = tf.ones([batch, tokens]);
  const step = trainingStep(parameters, () => {
    const embedded = tf.reshape(tf.gather(embedding, input), [batch, tokens, WIDTH]);
    let h = tf.add<tf.Tensor3D>(embedded, positions);
    for (const layer of layers) h = block(h, layer);
    return softmaxCrossEntropy(linear(h, head), targets, weights);
  });
  const size = LAYERS * (4 * WIDTH * WIDTH + 2 * WIDTH * FEED_FORWARD) + WIDTH * VOCABULARY;
  return { step, flops: 6 * size * batch * tokens + 12 * batch * tokens * tokens * WIDTH * LAYERS };
}

function block(h: tf.Tensor3D, layer: Layer): tf.Tensor3D {
  return tf.tidy(() => {
    const qkv = linear(rmsNorm(h, layer.norm1, 1e-6), layer.qkv) as tf.Tensor3D;
    const attended = residual(h, linear(causalSelfAttention(qkv, HEADS), layer.out));
    const hidden = linear(rmsNorm(attended, layer.norm2, 1e-6), layer.up, undefined, 'squaredRelu');
    return residual(attended, linear(hidden, layer.down));
  });
}

export function run(options: MeasureOptions): Promise<Measurement> {
  return measure('transformer', transformer, options);
}

/** One sequence length after the other, at the yardstick's number of tokens per step. */
export function growth(): { readonly size: string; readonly make: () => Workload }[] {
  return [128, 256, 512, 1024, 2048].map((tokens) => ({
    size: `T=${tokens}`,
    make: () => transformer(tokens, (BATCH * 256) / tokens),
  }));
}
