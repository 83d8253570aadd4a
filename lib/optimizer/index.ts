/** Chained transforms of gradients: what learns, given losses. */
export { Optimizer, type OptimizerOptions, type Update, optimizerFields } from './optimizer.ts';
