/** The precision of products is a property of the backend. */
import type { ProductPrecision } from '../../kernels.ts';
import type { NativeBackend } from '../native-backend.ts';

/** `setProductPrecision`. */
export function nativeSetProductPrecision(
  backend: NativeBackend,
  precision: ProductPrecision,
): ProductPrecision {
  const before = backend.productPrecision;
  backend.productPrecision = precision;
  return before;
}
