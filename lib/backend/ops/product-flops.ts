/** How much has been computed, and how much could be. */
import * as tf from '@tensorflow/tfjs';
import { fused } from '../registry.ts';

/**
 * Floating-point operations of the matrix products that the current engine was asked for until now, those of gradients
 * included; undefined where the engine does not count.
 */
export const productFlops = fused('productFlops', () => undefined);

/** Width of the square matrices of `peakFlops`, its rounds, and the seconds after which it is content with fewer. */
const [width, rounds, enough] = [1024, 5, 0.1];

/**
 * Operations a second of large matrix products on the current engine, with its threads and its precision of products: the
 * best of a few, about a tenth of a second. Undefined where the engine does not count.
 */
export function peakFlops(): number | undefined {
  if (productFlops() === undefined) return undefined;
  return tf.tidy(() => {
    const square = tf.ones([width, width]);
    const start = performance.now();
    let peak = 0;
    for (let round = 0; round < rounds && performance.now() - start < 1000 * enough; round++) {
      const [began, before] = [performance.now(), productFlops()!];
      tf.matMul(square, square).dispose();
      peak = Math.max(peak, (1000 * (productFlops()! - before)) / (performance.now() - began));
    }
    return peak;
  });
}
