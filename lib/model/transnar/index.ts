export {
  type CombineKind,
  type TransnarConfig,
  combineKinds,
  readingShares,
  transnarConfig,
  transnarSize,
} from './config.ts';
export { type BankedProblem, MemoryBank, type MemoryBankOptions, disposeMemories } from './memory-bank.ts';
export { transnarPresets } from './presets.ts';
export { type Reasoner, memoriesAt, stepAt } from './reasoner.ts';
export { type Recall, type Recalled, recallFrom, recallLearning, recallNothing } from './recall.ts';
export { type Solution, type Solver, solve } from './solve.ts';
export { type TransnarOptions, transnar } from './transnar.ts';
