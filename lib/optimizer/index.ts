/**
 * Chained transforms of gradients: what learns, given losses.
 *
 * @module
 */
export { Optimizer, type OptimizerOptions, type Update, optimizerFields } from './optimizer.ts';
