/** The explorer: one page with the answers of trained models side by side, what they look at, and trajectories. */
export { type AnsweringRun, byWorth, explorerAnswers } from './build.ts';
export type {
  ExplorerAnswer,
  ExplorerData,
  ExplorerDetail,
  ExplorerHead,
  ExplorerLayer,
  ExplorerModel,
  ExplorerProblem,
  ExplorerReading,
} from './data.ts';
export { type PageParts, detailScript, explorerPage } from './page.ts';
export { explorerReading } from './reading.ts';
export { type Grade, coarse, fine, packWeights, unpackWeights } from './weights.ts';
