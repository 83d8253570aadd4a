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
