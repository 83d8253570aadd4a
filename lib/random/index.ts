/**
 * Random numbers: NumPy's legacy generator, and generators by key.
 *
 * @module
 */
export { type BitSource, mt19937 } from './mt19937.ts';
export { RandomState } from './random-state.ts';
export { type Key, keyed } from './keyed.ts';
export { normal, truncatedNormal } from './normal.ts';
