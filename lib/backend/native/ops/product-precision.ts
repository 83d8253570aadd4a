/** The precision of products is a property of the backend. */
import type { ProductPrecision } from '../../kernels.ts';
import type { NativeBackend } from '../native-backend.ts';

/** `setProductPrecision`. */
export function nativeSetProductPrecision(backend: NativeBackend, precision: ProductPrecision): void {
  backend.productPrecision = precision;
}
