/** TransNAR: its configuration, itself, what it reads, and solving problems with it. */
export { type TransnarConfig, readingShares, transnarConfig } from './config.ts';
export { type BankedProblem, MemoryBank, type MemoryBankOptions, disposeMemories } from './memory-bank.ts';
export { transnarPresets } from './presets.ts';
export { type CombineKind, combineKinds } from './reading/index.ts';
export { type Reasoner, memoriesAt, stepAt } from './reasoner.ts';
export { type Recall, type Recalled, recallFrom, recallLearning, recallNothing } from './recall.ts';
export { type Solution, type Solver, solve } from './solve.ts';
export { type TransnarOptions, readerBlocks, transnar, transnarSize } from './transnar.ts';
