/** Norms over the last axis, a workgroup for each row. */
import type * as tf from '@tensorflow/tfjs';
import { withGradient } from '../../ops/custom-gradient.ts';
import { type Program, output, run, tensorOf, programs } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { columnSums } from './column-sums.ts';

const INVOCATIONS = 128;

/** The mean of `expression` over a row, by all invocations. */
const mean = (name: string, expression: string) => `
  var ${name}Part = 0.0;
  for (var c = l; c < p.columns; c += ${INVOCATIONS}u) { let at = start + c; ${name}Part += ${expression}; }
  let ${name} = groupSum(${name}Part) / f32(p.columns);`;

const begin = `
  if (group >= p.rows) { return; }
  let start = group * p.columns;`;

const base = {
  invocations: INVOCATIONS,
  reduces: ['sum'],
} as const;

/** The row without its mean (of a layer norm) at unit size, and then with scale and offset. */
const forward = programs((centred: boolean): Program => ({
  ...base,
  reads: { x: 'f32', gain: 'f32', ...(centred && { offset: 'f32' }) },
  writes: ['out', 'unit', 'scales'],
  numbers: { rows: 'u32', columns: 'u32', epsilon: 'f32' },
  body: `${begin}
  ${centred ? mean('middle', 'x[at]') : 'let middle = 0.0;'}
  ${mean('square', '(x[at] - middle) * (x[at] - middle)')}
  let scale = inverseSqrt(square + p.epsilon);
  for (var c = l; c < p.columns; c += ${INVOCATIONS}u) {
    let normal = (x[start + c] - middle) * scale;
    unit[start + c] = normal;
    out[start + c] = normal * gain[c]${centred ? ' + offset[c]' : ''};
  }
  if (l == 0u) { scales[group] = scale; }`,
}));

/** scale * (g - unit * mean(g * unit) [- mean(g)]) with g = dy * gain. */
const backward = programs((centred: boolean): Program => ({
  ...base,
  reads: { dy: 'f32', unit: 'f32', gain: 'f32', scales: 'f32' },
  writes: ['dx'],
  numbers: { rows: 'u32', columns: 'u32' },
  body: `${begin}
  ${mean('along', 'dy[at] * gain[c] * unit[at]')}
  ${centred ? mean('middle', 'dy[at] * gain[c]') : 'let middle = 0.0;'}
  let scale = scales[group];
  for (var c = l; c < p.columns; c += ${INVOCATIONS}u) {
    let at = start + c;
    dx[at] = scale * (dy[at] * gain[c] - unit[at] * along - middle);
  }`,
}));

/** `rmsNorm`. */
export const webgpuRmsNorm = (
  backend: WebgpuBackend,
  x: tf.Tensor,
  gain: tf.Tensor1D,
  epsilon: number,
): tf.Tensor => norm(backend, x, gain, undefined, epsilon);

/** `layerNorm`. */
export const webgpuLayerNorm = (
  backend: WebgpuBackend,
  x: tf.Tensor,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): tf.Tensor => norm(backend, x, scale, offset, epsilon);

function norm(
  backend: WebgpuBackend,
  x: tf.Tensor,
  gain: tf.Tensor1D,
  offset: tf.Tensor1D | undefined,
  epsilon: number,
): tf.Tensor {
  const columns = gain.size;
  const rows = x.size / columns;
  const centred = offset !== undefined;
  return withGradient([x, gain, ...(offset ? [offset] : [])], (save) => {
    const [out, unit, scales] = [output(backend, x.shape), output(backend, x.shape), output(backend, [rows])];
    run(backend, forward(centred), {
      reads: [x, gain, ...(offset ? [offset] : [])],
      writes: [out, unit, scales],
      numbers: [rows, columns, epsilon],
      groups: rows,
    });
    save([tensorOf(unit), gain, tensorOf(scales)]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [normal, factor, sizes] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const dx = output(backend, x.shape);
      run(backend, backward(centred), {
        reads: [dy, normal, factor, sizes],
        writes: [dx],
        numbers: [rows, columns],
        groups: rows,
      });
      const summands = [{ x: dy, factor: normal }, ...(offset ? [{ x: dy }] : [])];
      return [tensorOf(dx), ...columnSums(backend, summands, columns, rows)];
    };
    return { value: tensorOf(out), gradFunc };
  });
}
