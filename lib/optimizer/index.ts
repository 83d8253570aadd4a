/**
 * Chained transforms of gradients: what learns, given losses.
 *
 * @module
 */
export { type LossPart, partOf } from './gradients.ts';
export { Optimizer, type OptimizerOptions, type Update, optimizerFields } from './optimizer.ts';
