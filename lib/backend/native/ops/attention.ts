/** Attention over rows that lie where a layout says. */
import * as tf from '@tensorflow/tfjs';
import { composedAttendFrom, composedCausalAttention, composedCrossAttention } from '../../ops/attention.ts';
import { withGradient } from '../../ops/custom-gradient.ts';
import type { NativeBackend } from '../native-backend.ts';
import { assertShape, floatsOf, integersOf, tensorOf } from '../tensors.ts';

/** Where the rows of heads lie in an array: strides of batch, head and row, and the offset of the first. */
type Placement = readonly [batch: number, head: number, row: number, offset: number];

/** [B, rows, heads, width]: the heads of a row lie side by side. */
function sideBySide(heads: number, rows: number, width: number): Placement {
  return [rows * heads * width, width, heads * width, 0];
}

/** Sizes and placements in the order in which the addon wants them. */
type Layout = readonly (number | boolean)[];

function layoutOf(q: tf.Tensor4D, keys: number, key: Placement, causal: boolean): Layout {
  const [batches, queries, heads, width] = q.shape;
  const query = sideBySide(heads, queries, width);
  return [batches, heads, queries, keys, width, causal, ...query, ...key, ...key, ...query];
}

/** `causalAttention`. */
export function nativeCausalAttention(
  backend: NativeBackend,
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
): tf.Tensor4D {
  return q.size > 0 ? attention(backend, q, k, v, { causal: true }) : composedCausalAttention(q, k, v);
}

/** `crossAttention`. */
export function nativeCrossAttention(
  backend: NativeBackend,
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  keyMask?: tf.Tensor2D,
): tf.Tensor4D {
  if (q.size === 0 || k.size === 0) return composedCrossAttention(q, k, v, keyMask);
  if (!keyMask || keyMask.dtype === 'float32') return attention(backend, q, k, v, { causal: false, keyMask });
  const mask = tf.cast(keyMask, 'float32');
  const result = attention(backend, q, k, v, { causal: false, keyMask: mask });
  mask.dispose();
  return result;
}

/** `attendFrom`. */
export function nativeAttendFrom(
  backend: NativeBackend,
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  places: tf.Tensor2D,
): tf.Tensor4D {
  if (q.size === 0 || k.size === 0) return composedAttendFrom(q, k, v, places);
  return attention(backend, q, k, v, { causal: false, places });
}

/** What queries see: all keys, those up to their own number or place, those of a mask. */
interface Sight {
  readonly causal: boolean;
  readonly keyMask?: tf.Tensor | undefined;
  readonly places?: tf.Tensor | undefined;
}

/** The scores exist for a few queries at a time only. */
function attention(
  backend: NativeBackend,
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  { causal, keyMask, places }: Sight,
): tf.Tensor4D {
  const [batches, queries, heads, width] = q.shape;
  const keys = k.shape[1];
  assertShape('The keys', k, [batches, keys, heads, width]);
  assertShape('The values', v, [batches, keys, heads, width]);
  if (keyMask) assertShape('The key mask', keyMask, [batches, keys]);
  if (places) assertShape('The places', places, [batches, queries]);
  const layout = layoutOf(q, keys, sideBySide(heads, keys, width), causal);
  return withGradient([q, k, v], (save) => {
    const out = backend.output(q.shape);
    const logSums = backend.output([batches, heads, queries]);
    const inputs = [q, k, v].map((tensor) => floatsOf(backend, tensor));
    const sight = sightOf(backend, keyMask, places);
    backend.addon.attention(...layout, ...inputs, ...sight, out.values, logSums.values);
    const value = tensorOf<tf.Tensor4D>(out);
    const kept = [keyMask, places].filter((tensor) => tensor !== undefined);
    save([q, k, v, value, tensorOf(logSums), ...kept]);
    const gradFunc = (dy: tf.Tensor4D, saved: tf.Tensor[]): tf.Tensor[] => {
      const rest = saved.slice(5);
      const again = [keyMask && rest.shift(), places && rest.shift()] as const;
      return attentionGradient(backend, layout, dy, saved, sightOf(backend, ...again));
    };
    return { value, gradFunc };
  });
}

/** Mask and places as the addon wants them. */
function sightOf(
  backend: NativeBackend,
  keyMask: tf.Tensor | undefined,
  places: tf.Tensor | undefined,
): [Float32Array | null, Int32Array | null] {
  return [keyMask ? floatsOf(backend, keyMask) : null, places ? integersOf(backend, places) : null];
}

function attentionGradient(
  backend: NativeBackend,
  layout: Layout,
  dy: tf.Tensor4D,
  saved: tf.Tensor[],
  sight: ReturnType<typeof sightOf>,
): tf.Tensor[] {
  const [q, k, v, out, logSums] = saved;
  const results = [q, k, v].map((tensor) => backend.output(tensor.shape));
  backend.addon.attentionGradient(
    ...layout,
    ...[q, k, v].map((tensor) => floatsOf(backend, tensor)),
    ...sight,
    ...[out, logSums, dy].map((tensor) => floatsOf(backend, tensor)),
    ...results.map((result) => result.values),
  );
  return results.map((result) => tensorOf(result));
}
