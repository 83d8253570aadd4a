/** The explorer: one page with the attention, trajectories and failing answers of trained models. */
export { type EvaluatedRun, byWorth, explorerAnswers, explorerAttention, explorerModel } from './build.ts';
export type {
  ExplorerAnswer,
  ExplorerAttention,
  ExplorerData,
  ExplorerHead,
  ExplorerLayer,
  ExplorerModel,
} from './data.ts';
export { type PageParts, explorerPage } from './page.ts';
export { packWeights, unpackWeights } from './weights.ts';
