/** How exactly matrix products are computed, and for how long. */
import type { ProductPrecision } from '../kernels.ts';
import { fused } from '../registry.ts';

/**
 * From now on the current backend rounds the operands of all matrix products, in forward and backward passes, to this
 * precision; sums stay in float32, and so does everything else, attention and messages included. `float32` is the
 * default. `bfloat16` keeps the range of float32 and 8 of its 24 bits: enough to train with, and faster where the processor has
 * instructions for it; without them the same bits are computed more slowly. Returns what it was before. Throws where the
 * engine cannot.
 */
export const setProductPrecision = fused('setProductPrecision', composedSetProductPrecision);

export function composedSetProductPrecision(precision: ProductPrecision): ProductPrecision {
  if (precision === 'float32') return 'float32';
  throw new Error(
    `This tensor engine multiplies in float32 only, not in ${precision}: use the native one (TRANSNAR_BACKEND=native).`,
  );
}

/** What `act` gives with products in this precision; afterwards it is what it was. Throws as {@link setProductPrecision}. */
export function withProductPrecision<T>(precision: ProductPrecision, act: () => T): T {
  const before = setProductPrecision(precision);
  try {
    return act();
  } finally {
    setProductPrecision(before);
  }
}
