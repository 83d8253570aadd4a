/** Transformers as small as can be tested, one for each choice. */
import * as tf from '@tensorflow/tfjs';
import { Parameters } from '../../../lib/model/parameters.ts';
import {
  type LanguageModel,
  type TransformerConfig,
  transformer,
} from '../../../lib/model/transformer/index.ts';
import type { EncodingOptions } from '../../../lib/model/transformer/positions/index.ts';
import { keyed } from '../../../lib/random/index.ts';

/** As small as has two layers, two heads and a part of each head that is not rotated. */
export const tinyRotary = { share: 0.5, base: 100 };

export const tinyConfig: TransformerConfig = {
  width: 16,
  layers: 2,
  heads: 2,
  feedForward: 24,
  activation: 'gelu',
  residual: 'sequential',
  norm: 'rms',
  epsilon: 1e-5,
  biases: false,
  readOut: 'untied',
  rotary: tinyRotary,
  positions: { kind: 'randomised', maximum: 200 },
  context: 100,
};

/** One of each choice that `tinyConfig` leaves open. */
export const otherConfig: TransformerConfig = {
  ...tinyConfig,
  activation: 'squaredRelu',
  residual: 'parallel',
  norm: 'layer',
  biases: true,
  readOut: 'tied',
  rotary: { share: 1, base: 10_000 },
  positions: { kind: 'sequential' },
};

/** `tinyConfig` with each way of seeing positions. */
export const encodingConfigs: Record<EncodingOptions['kind'], TransformerConfig> = {
  rotary: tinyConfig,
  none: { ...tinyConfig, encoding: { kind: 'none' } },
  learned: { ...tinyConfig, encoding: { kind: 'learned' } },
  alibi: { ...tinyConfig, encoding: { kind: 'alibi' } },
  fire: { ...tinyConfig, encoding: { kind: 'fire', hidden: 4, threshold: 6 } },
};

/** `tinyConfig` with what is optional. */
export const optionalConfigs: Record<string, TransformerConfig> = {
  'normalised queries and keys': { ...tinyConfig, qkNorm: 'rms' },
  'started at zero': { ...tinyConfig, start: { residual: 'zero' } },
  looped: { ...tinyConfig, loops: 2 },
  'a window of tokens': { ...tinyConfig, window: 3 },
};

export const tinyVocabulary = 11;

export function tinyTransformer(config = tinyConfig): { model: LanguageModel; parameters: Parameters } {
  const parameters = Parameters.seeded('tiny');
  return { model: transformer(config, tinyVocabulary, parameters), parameters };
}

/** Moves every parameter away from its start, where norms and biases would hide mistakes. */
export function disturb(parameters: Parameters, deviation = 0.3): void {
  for (const [name, variable] of parameters.entries()) {
    const noise = tf.tensor(
      Float32Array.from(keyed(name).uniforms(variable.size, -deviation, deviation)),
      variable.shape,
    );
    tf.tidy(() => variable.assign(tf.add(variable, noise)));
    noise.dispose();
  }
}

/** Random tokens [B, T]. */
export function someTokens(batch: number, length: number, key = 'tokens'): tf.Tensor2D {
  return tf.tensor2d(keyed(key).integers(batch * length, tinyVocabulary), [batch, length], 'int32');
}

/** Rising positions with gaps [B, T], different in each row. */
export function somePositions(batch: number, length: number): tf.Tensor2D {
  const positions = Array.from({ length: batch }, (_, b) =>
    Array.from({ length }, (_, t) => b + 2 * t + (t % 3)),
  );
  return tf.tensor2d(positions, [batch, length], 'int32');
}
