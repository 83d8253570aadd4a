/** How a language model in training comes by the memories of its problems: a frozen reasoner's, or a learning one's. */
import { collate, preprocess } from '../../dataset/index.ts';
import type { Memory } from '../memory.ts';
import { type BankedProblem, type MemoryBank, disposeMemories, labelsOf } from './memory-bank.ts';
import { type Reasoner, memoriesAt } from './reasoner.ts';

/** What is read of some problems. */
export interface Recalled {
  /** One memory for each reading layer; to be called inside the loss. */
  memories(): readonly Memory[];
  dispose(): void;
}

/** Problems of one algorithm. */
export type Recall = (problems: readonly BankedProblem[]) => Recalled;

/** A Transformer reads nothing. */
export const recallNothing: Recall = () => ({ memories: () => [], dispose: () => undefined });

/** A frozen reasoner runs ahead of the loss, or not at all for a problem that the bank has kept. */
export function recallFrom(bank: MemoryBank): Recall {
  return (problems) => {
    const memories = bank.memories(problems);
    return { memories: () => memories, dispose: () => disposeMemories(memories) };
  };
}

/** A reasoner that learns runs inside the loss, so that it gets a gradient. Nothing of it can be kept. */
export function recallLearning(reasoner: Reasoner, readsAt: readonly number[]): Recall {
  return (problems) => {
    const batch = collate(problems.map(({ trajectory }) => preprocess(trajectory)));
    const labels = labelsOf(problems);
    return {
      memories: () => memoriesAt(reasoner, batch, readsAt, labels),
      dispose: () => undefined,
    };
  };
}
