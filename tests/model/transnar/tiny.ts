/** TransNARs as small as can be tested, and memories for them. */
import * as tf from '@tensorflow/tfjs';
import type { Memory, MemoryWidths } from '../../../lib/model/memory.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import type { LanguageModel } from '../../../lib/model/transformer/index.ts';
import { type TransnarConfig, transnar } from '../../../lib/model/transnar/index.ts';
import { keyed } from '../../../lib/random/index.ts';
import { tinyConfig, tinyVocabulary } from '../transformer/tiny.ts';

/** Both blocks read, with a gate half open. */
export const tinyReader: TransnarConfig = {
  layers: 'all',
  heads: 2,
  width: 8,
  feedForward: 12,
  combine: 'concat-linear',
  gate: 0.5,
  steps: 'final',
  indexFeatures: 0,
};

export const tinyWidths: MemoryWidths = { nodes: 5, edges: 3 };

export function tinyTransnar(
  change: Partial<TransnarConfig> = {},
  config = tinyConfig,
): { model: LanguageModel; parameters: Parameters; config: TransnarConfig } {
  const parameters = Parameters.seeded('tiny');
  const reader = { ...tinyReader, ...change };
  const options = { transformer: config, transnar: reader, vocabulary: tinyVocabulary, memory: tinyWidths };
  return { model: transnar(options, parameters), parameters, config: reader };
}

/** Random memories of graphs with these numbers of nodes, padded with zeros. */
export function someMemory(counts: readonly number[], key = 'memory'): Memory {
  const [batch, nodes] = [counts.length, Math.max(...counts)];
  const random = (...shape: number[]) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return tf.tensor(Float32Array.from(keyed(key, size).uniforms(size, -1, 1)), shape);
  };
  return tf.tidy(() => {
    const real = counts.map((count) => Array.from({ length: nodes }, (_, i) => (i < count ? 1 : 0)));
    const mask = tf.tensor2d(real, [batch, nodes]);
    const pairs = tf.mul(tf.expandDims(mask, 2), tf.expandDims(mask, 1));
    return {
      nodes: tf.mul<tf.Tensor3D>(random(batch, nodes, tinyWidths.nodes), tf.expandDims(mask, 2)),
      edges: tf.mul<tf.Tensor4D>(random(batch, nodes, nodes, tinyWidths.edges), tf.expandDims(pairs, 3)),
      mask,
    };
  });
}
