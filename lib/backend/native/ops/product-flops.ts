/** The products of the addon are counted by the backend. */
import type { NativeBackend } from '../native-backend.ts';

/** `productFlops`. */
export const nativeProductFlops = (backend: NativeBackend): number => backend.productFlops;
