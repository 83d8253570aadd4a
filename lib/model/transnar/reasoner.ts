/** What TransNAR asks of a reasoner, and how it reads the steps before the last. */
import { type Batch, type Trajectory, collate, preprocess } from '../../dataset/index.ts';
import type { Memory, MemoryWidths } from '../memory.ts';

/** A neural algorithmic reasoner, as seen by who reads it. */
export interface Reasoner {
  readonly memoryWidths: MemoryWidths;
  /** What it knows of each problem after that problem's last step. */
  memory(batch: Batch): Memory;
}

/**
 * The memories after the given shares of the steps, each in (0, 1], one for each share. A reasoner that is stopped early
 * has seen nothing of the later steps, so the shorter run is the memory of an earlier step. `labels` are what the text calls
 * the nodes.
 */
export function memoriesAt(
  reasoner: Reasoner,
  batch: Batch,
  shares: readonly number[],
  labels?: Memory['labels'],
): Memory[] {
  const byShare = new Map(
    [...new Set(shares)].map((share) => [share, { ...reasoner.memory(stoppedAt(batch, share)), labels }]),
  );
  return shares.map((share) => byShare.get(share)!);
}

/**
 * What a model reads beside the text of one problem: a memory for each of its `readsAt`, none if it reads none. To be
 * disposed of. Throws for a model that reads without a reasoner.
 */
export function memoriesToRead(
  trajectory: Trajectory,
  {
    model,
    reasoner,
  }: { readonly model: { readonly readsAt: readonly number[] }; readonly reasoner?: Reasoner },
): Memory[] {
  if (model.readsAt.length === 0) return [];
  if (!reasoner) throw new Error('This model reads the memory of a reasoner: give it one.');
  return memoriesAt(reasoner, collate([preprocess(trajectory)]), model.readsAt);
}

/** The step, from 1, that is read at a share of all `steps`: 1 is the last. */
export function stepAt(share: number, steps: number): number {
  return Math.max(1, Math.round(share * steps));
}

/** The batch with each problem's run cut off after a share of its steps: h hints are h - 1 steps, at least one stays. */
export function stoppedAt(batch: Batch, share: number): Batch {
  if (share === 1) return batch;
  const lengths = batch.lengths.map((hints) => 1 + stepAt(share, hints - 1));
  return { ...batch, lengths };
}
