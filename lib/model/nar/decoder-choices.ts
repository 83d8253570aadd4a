/** What restricts a decoder's choice: edges of the graph, real nodes, a matching of nodes to nodes. */
import * as tf from '@tensorflow/tfjs';
import type { ProbeSpec } from '../../dataset/index.ts';
import { type Padding, amongRealNodes } from './padding.ts';
import type { Decoder } from './reading.ts';
import { gumbelNoise, logSinkhorn, sinkhornIterations } from './sinkhorn.ts';

/** Logits of pairs [B, N, N] only where the reading allows them; elsewhere lower than all others of the graph. */
export function alongEdges({ readsEdges, decode }: Decoder, location: ProbeSpec['location']): Decoder {
  if (location !== 'edge') return { readsEdges, decode };
  return {
    readsEdges,
    decode: (reading, context) => {
      const logits = decode(reading, context);
      if (!reading.allowed) return logits;
      const candidates = context.padding
        ? tf.sub(0, amongRealPairs(tf.neg(logits), context.padding))
        : logits;
      const least = tf.minimum(-1, tf.sub(tf.min(candidates, [1, 2], true), 1));
      return tf.add(tf.mul(reading.allowed, logits), tf.mul(tf.sub(1, reading.allowed), least));
    },
  };
}

/** Logits [B, N, N] with every pair that has a padded node out of the question. */
function amongRealPairs(logits: tf.Tensor, padding: Padding): tf.Tensor {
  const byColumn = amongRealNodes(logits, padding);
  return tf.transpose(amongRealNodes(tf.transpose(byColumn, [0, 2, 1]), padding), [0, 2, 1]);
}

export function amongNodes({ readsEdges, decode }: Decoder): Decoder {
  return {
    readsEdges,
    decode: (reading, context) => amongRealNodes(decode(reading, context), context.padding),
  };
}

/** Log-probabilities of a matching instead of independent choices. */
export function matching({ readsEdges, decode }: Decoder): Decoder {
  return {
    readsEdges,
    decode: (reading, context) => {
      const logits = decode(reading, context);
      const noisy = context.random ? tf.add(logits, gumbelNoise(logits.shape, context.random)) : logits;
      return logSinkhorn(noisy, sinkhornIterations.decoding, context.padding);
    },
  };
}
