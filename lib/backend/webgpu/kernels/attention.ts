/** Attention and its gradients; the scores exist in registers only. */
import * as tf from '@tensorflow/tfjs';
import { composedAttendFrom, composedCausalAttention, composedCrossAttention } from '../../ops/attention.ts';
import { withGradient } from '../../ops/custom-gradient.ts';
import { output, run, tensorOf } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { forward, keyGradient, queryGradient } from './attention-programs.ts';
import { ROWS, type Sight } from './attention-tiles.ts';

type Heads = readonly [q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D];

/** Wider heads do not fit into the registers and shared memory that every device has. */
const WIDEST = 128;
/** Arrays that the gradients bind; a device that allows fewer composes them. */
const BOUND = 10;

const fitsWidth = (q: tf.Tensor4D) => q.size > 0 && q.shape[3] <= WIDEST;

const fits = (backend: WebgpuBackend, q: tf.Tensor4D, k: tf.Tensor4D) =>
  fitsWidth(q) && k.size > 0 && backend.device.limits.maxStorageBuffersPerShaderStage >= BOUND;

/** `causalAttention`. */
export const webgpuCausalAttention = (backend: WebgpuBackend, ...[q, k, v]: Heads): tf.Tensor4D =>
  fits(backend, q, k) ? attention(backend, [q, k, v], 'causal') : composedCausalAttention(q, k, v);

/** `crossAttention`. */
export function webgpuCrossAttention(
  backend: WebgpuBackend,
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  keyMask?: tf.Tensor2D,
): tf.Tensor4D {
  if (!fits(backend, q, k)) return composedCrossAttention(q, k, v, keyMask);
  if (!keyMask) return attention(backend, [q, k, v], 'all');
  const mask = tf.cast(keyMask, 'float32');
  const result = attention(backend, [q, k, v], 'mask', mask);
  mask.dispose();
  return result;
}

/** `attendFrom`. */
export const webgpuAttendFrom = (
  backend: WebgpuBackend,
  ...[q, k, v, places]: [...Heads, places: tf.Tensor2D]
): tf.Tensor4D =>
  fits(backend, q, k) ? attention(backend, [q, k, v], 'places', places) : composedAttendFrom(q, k, v, places);

function attention(backend: WebgpuBackend, [q, k, v]: Heads, sight: Sight, by?: tf.Tensor): tf.Tensor4D {
  const [batch, queries, heads, width] = q.shape;
  const keys = k.shape[1];
  const shape = { width, sight };
  const numbers = [queries, keys, heads, 1 / Math.sqrt(width)];
  const groupsOver = (rows: number) => batch * heads * Math.ceil(rows / ROWS);
  return withGradient<tf.Tensor4D>([q, k, v], (save) => {
    const [out, logSums] = [output(backend, q.shape), output(backend, [batch, heads, queries])];
    const seen = by ? [by] : [];
    run(backend, forward(shape), {
      reads: [q, k, v, ...seen],
      writes: [out, logSums],
      numbers,
      groups: groupsOver(queries),
    });
    const value = tensorOf<tf.Tensor4D>(out);
    save([q, k, v, value, tensorOf(logSums), ...seen]);
    const gradFunc = (dy: tf.Tensor4D, saved: tf.Tensor[]): tf.Tensor[] => {
      const [query, key, read, result, sums, ...sights] = saved as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const [dq, dk, dv] = [query, key, read].map((tensor) => output(backend, tensor.shape)) as [
        tf.TensorInfo,
        tf.TensorInfo,
        tf.TensorInfo,
      ];
      const deltas = output(backend, sums.shape);
      run(backend, queryGradient(shape), {
        reads: [query, key, read, result, dy, sums, ...sights],
        writes: [dq, deltas],
        numbers,
        groups: groupsOver(queries),
      });
      run(backend, keyGradient(shape), {
        reads: [query, key, read, dy, sums, deltas, ...sights],
        writes: [dk, dv],
        numbers,
        groups: groupsOver(keys),
      });
      backend.disposeData(deltas.dataId);
      return [dq, dk, dv].map((info) => tensorOf(info));
    };
    return { value, gradFunc };
  });
}
