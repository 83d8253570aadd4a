/** How exactly matrix products are computed, and for how long. */
import type { ProductPrecision } from '../kernels.ts';
import { fused } from '../registry.ts';

/**
 * From now on the current backend rounds the operands of all matrix products, in forward and backward passes, to this
 * precision; sums stay in float32, and so does everything else, attention and messages included. `float32` is the
 * default. `bfloat16` keeps the range of float32 and 8 of its 24 bits: enough to train with, and faster where the processor has
 * instructions for it; without them the same bits are computed more slowly. `float16` keeps 11 bits, and numbers from 6e-8 to
 * 65504: gradients are scaled into it, and what is beyond it is infinite, as is then the loss. Returns what it was before.
 * Throws where the engine cannot.
 */
export const setProductPrecision = fused('setProductPrecision', composedSetProductPrecision);

export function composedSetProductPrecision(precision: ProductPrecision): ProductPrecision {
  if (precision === 'float32') return 'float32';
  throw otherPrecision(precision);
}

const owners: Readonly<Record<Exclude<ProductPrecision, 'float32'>, string>> = {
  bfloat16: 'the native one (TRANSNAR_BACKEND=native)',
  float16: 'WebGPU on a GPU that has shader-f16 (TRANSNAR_BACKEND=webgpu)',
};

/** What is said of a precision that an engine has not. */
export const otherPrecision = (precision: keyof typeof owners): Error =>
  new Error(`This tensor engine does not multiply in ${precision}: use ${owners[precision]}, or float32.`);

/** What `act` gives with products in this precision; afterwards it is what it was. Throws as {@link setProductPrecision}. */
export function withProductPrecision<T>(precision: ProductPrecision, act: () => T): T {
  const before = setProductPrecision(precision);
  try {
    return act();
  } finally {
    setProductPrecision(before);
  }
}
