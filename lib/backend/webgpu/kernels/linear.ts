/** Linear maps as products with a finish. */
import * as tf from '@tensorflow/tfjs';
import type { Activation, Joining } from '../../kernels.ts';
import { withGradient } from '../../ops/custom-gradient.ts';
import { composedLinear } from '../../ops/linear.ts';
import { type Program, output, run, tensorOf, programs, element } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { activations, geluCode } from './product-program.ts';
import { gradientSide, multiply, multiplyAndSum } from './product.ts';

const INVOCATIONS = 256;

/** What an activation does to a gradient; of `y`, its result, or of `y`, its argument, for gelu. */
const slopes: Readonly<Record<Activation, string>> = {
  relu: 'select(0.0, 1.0, y > 0.0)',
  squaredRelu: '2.0 * sqrt(y)',
  gelu: '0.5 * (1.0 + errorFunction(y * 0.70710678118)) + y * 0.39894228040 * exp(-0.5 * y * y)',
};

/** `out = e(x, y)` for each element. */
const elementwise = programs((expression: string, twoInputs: boolean): Program => ({
  reads: { a: 'f32', ...(twoInputs && { kept: 'f32' }) },
  writes: ['out'],
  numbers: { size: 'u32' },
  invocations: INVOCATIONS,
  before: geluCode,
  body: `${element(INVOCATIONS)}
  let x = a[at];
  ${twoInputs ? 'let y = kept[at];' : ''}
  out[at] = ${expression};`,
}));

function applied(backend: WebgpuBackend, program: Program, ...reads: readonly tf.Tensor[]): tf.Tensor {
  const [{ shape, size }] = reads as [tf.Tensor];
  const out = output(backend, shape);
  run(backend, program, { reads, writes: [out], numbers: [size], groups: Math.ceil(size / INVOCATIONS) });
  return tensorOf(out);
}

/** `linear`; with a gate the result joins its stream by tfjs's own ops. */
export function webgpuLinear(
  backend: WebgpuBackend,
  x: tf.Tensor,
  weight: tf.Tensor2D,
  bias?: tf.Tensor1D,
  activation?: Activation,
  joining?: Joining,
): tf.Tensor {
  const [depth, columns] = weight.shape;
  const rows = depth > 0 ? x.size / depth : 0;
  if (rows * columns === 0 || x.shape.at(-1) !== depth || (activation && joining)) {
    return composedLinear(x, weight, bias, activation, joining);
  }
  const { residual, gate } = joining ?? {};
  if (residual && gate) {
    return tf.tidy(() => tf.add(residual, tf.mul(gate, webgpuLinear(backend, x, weight, bias))));
  }
  const shape = [...x.shape.slice(0, -1), columns];
  const inputs = [x, weight, ...(bias ? [bias] : []), ...(residual ? [residual] : [])];
  return withGradient(inputs, (save) => {
    const sizes = { rows, columns, depth };
    // The slope of gelu needs what it was applied to.
    const fused = activation === 'gelu' ? undefined : activation;
    const product = multiply(
      backend,
      shape,
      { tensor: x },
      { tensor: weight },
      { ...sizes, bias, residual, activation: fused },
    );
    const value =
      activation === 'gelu' ? applied(backend, elementwise(activations.gelu, false), product) : product;
    save([x, weight, ...(activation ? [product] : [])]);
    const gradFunc = (dy: tf.Tensor, [input, factor, kept]: tf.Tensor[]): tf.Tensor[] => {
      const sum = activation
        ? applied(backend, elementwise(`x * (${slopes[activation]})`, true), dy, kept)
        : dy;
      const slope = gradientSide(backend, sum);
      const back = { rows, columns: depth, depth: columns };
      const dx = multiply(backend, x.shape, slope, { tensor: factor, transposed: true }, back);
      const along = { rows: depth, columns, depth: rows };
      const toWeights = (bias ? multiplyAndSum : multiply)(
        ...([backend, weight.shape, { tensor: input, transposed: true }, slope, along] as const),
      );
      return [dx, toWeights, ...(residual ? [tf.clone(dy)] : [])].flat();
    };
    return { value, gradFunc };
  });
}
