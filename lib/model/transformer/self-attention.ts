/** Causal self-attention: how its queries, keys and values are made, and how positions enter. */
import * as tf from '@tensorflow/tfjs';
import { type Joining, linear, selfAttention as wholeAttention } from '../../backend/index.ts';
import { mergeHeads, splitHeads } from '../nn/heads.ts';
import { type Layer, linearParameters } from '../nn/linear.ts';
import { normalisation } from '../nn/normalisation.ts';
import type { Parameters } from '../parameters.ts';
import { observed, patchable, watch } from '../watch.ts';
import { type TransformerConfig, headWidth } from './config.ts';
import type { StartingWeights } from './initial.ts';
import type { PairBias, PositionEncoding } from './positions/encoding.ts';
import { positionsAt, rowsAt } from './rows.ts';

/**
 * How the queries of R tokens, [B, R, heads, d], meet keys and values [B, T, heads, d]: within the sequence, or with those
 * of earlier tokens too.
 */
export interface Attend {
  /** The R tokens that ask, by their places among all T, [B, R] (int32); absent: all of them do. */
  readonly places?: tf.Tensor2D | undefined;
  /** Whether all tokens ask, each sees those up to itself, and nobody keeps keys and values: what one op does. */
  readonly whole?: boolean;
  /** [B, R, heads, d]; `bias` is what the positions add to the scores. */
  readonly values: (
    q: tf.Tensor4D,
    k: tf.Tensor4D,
    v: tf.Tensor4D,
    bias: PairBias | undefined,
  ) => tf.Tensor4D;
  /** The weights by which `values` takes its means, [B, heads, R, T]; absent where earlier keys are kept elsewhere. */
  readonly weights?: (q: tf.Tensor4D, k: tf.Tensor4D, bias: PairBias | undefined) => tf.Tensor4D;
}

/** Normalised tokens [B, T, D] at positions [B, T] (int32) to what joins the residual stream, both [B, R, D]. */
export type SelfAttention = (
  x: tf.Tensor,
  positions: tf.Tensor2D,
  attend: Attend,
  joining?: Joining,
) => tf.Tensor;

export function selfAttention(
  parameters: Parameters,
  config: TransformerConfig,
  encoding: PositionEncoding,
  { inner, residual, bias }: StartingWeights,
): SelfAttention {
  const { width, heads, qkNorm, epsilon } = config;
  // One matrix for all three; its columns are [query | key | value], each [heads, d].
  const project = linearParameters(parameters, 'queryKeyValue', width, 3 * width, { weight: inner, bias });
  const out = linearParameters(parameters, 'out', width, width, { weight: residual, bias });
  const [weightsPath, headsPath] = ['weights', 'heads'].map((name) => parameters.path(name));
  const normOf = (name: string): Layer =>
    qkNorm ? normalisation(parameters, name, headWidth(config), qkNorm, epsilon) : (x) => x;
  const [queryNorm, keyNorm] = [normOf('queryNorm'), normOf('keyNorm')];
  const { turn, angles, bias: pairBias } = encoding.attention?.(parameters) ?? {};
  const turned = turn ?? ((x: tf.Tensor4D) => x);
  /** Whether nothing but angles sets a layer's attention apart, where it is of whole texts. */
  const plain = !qkNorm && !pairBias && (!turn || angles !== undefined);

  /** Queries, keys and values before they are dealt out to heads; at `places` only, as far as queries go. */
  const projected = (x: tf.Tensor, places: tf.Tensor2D | undefined): tf.Tensor[] => {
    // Where there are fewer tokens than columns, as in decoding, it costs less to split the result than the weight.
    if (!places && x.size < width * width) return tf.split(linear(x, project.weight, project.bias), 3, 2);
    // Split as one, so that their gradients are put together again as one.
    const columns = tf.split<tf.Tensor2D>(project.weight, 3, 1);
    const offsets = project.bias && tf.split<tf.Tensor1D>(project.bias, 3);
    const asking = places ? rowsAt(x as tf.Tensor3D, places) : x;
    return [asking, x, x].map((from, part) => linear(from, columns[part], offsets?.[part]));
  };

  return (x, positions, attend, joining) => {
    const { places, weights, whole } = attend;
    if (whole && plain && !observed(weightsPath, headsPath)) {
      const of = angles?.(positions, headWidth(config));
      return wholeAttention({ x: x as tf.Tensor3D, queryKeyValue: project, out, heads, angles: of, joining });
    }
    const [q, k, v] = projected(x, places).map((part) => splitHeads(part, heads));
    const query = turned(queryNorm(q) as tf.Tensor4D, places ? positionsAt(positions, places) : positions);
    const key = turned(keyNorm(k) as tf.Tensor4D, positions);
    if (weights) watch(weightsPath, () => weights(query, key, pairBias));
    const said = patchable(headsPath, attend.values(query, key, v, pairBias));
    return linear(mergeHeads(said), out.weight, out.bias, undefined, joining);
  };
}
