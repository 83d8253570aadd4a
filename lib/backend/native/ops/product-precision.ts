/** The precision of products is a property of the backend. */
import type { ProductPrecision } from '../../kernels.ts';
import { otherPrecision } from '../../ops/product-precision.ts';
import type { NativeBackend } from '../native-backend.ts';

/** `setProductPrecision`; never float16. */
export function nativeSetProductPrecision(
  backend: NativeBackend,
  precision: ProductPrecision,
): ProductPrecision {
  if (precision === 'float16') throw otherPrecision(precision);
  const before = backend.productPrecision;
  backend.productPrecision = precision;
  return before;
}
