/** The precision of products is a property of the backend: float16 where its device can compute with it. */
import type { ProductPrecision } from '../../kernels.ts';
import { otherPrecision } from '../../ops/product-precision.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';

/** `setProductPrecision`, of the products of fused operations; tfjs's own are of float32. */
export function webgpuSetProductPrecision(
  backend: WebgpuBackend,
  precision: ProductPrecision,
): ProductPrecision {
  const lacks = precision === 'float16' && !backend.device.features.has('shader-f16');
  if (precision === 'bfloat16' || lacks) throw otherPrecision(precision);
  const before = backend.productPrecision;
  backend.productPrecision = precision;
  return before;
}
