/** What a reasoner knows of one problem, for all who ask while that is answered: the model that writes, and whoever looks into it. */
import * as tf from '@tensorflow/tfjs';
import { type Memory, disposeMemory } from '../../../model/memory.ts';
import type { Reasoner } from '../../../model/transnar/reasoner.ts';
import type { Solver } from '../../../model/transnar/solve.ts';

/** The same solver, whose reasoner runs once on the one problem that it is asked about; `forget` frees what it keeps. */
export function remembering(solver: Solver): { readonly solver: Solver; readonly forget: () => void } {
  const { reasoner } = solver;
  if (!reasoner) return { solver, forget: () => undefined };
  const known = new Map<string, Memory>();
  const { memoryWidths } = reasoner;
  const memory: Reasoner['memory'] = (batch) => {
    // A run that is cut off earlier is remembered apart.
    const key = batch.lengths.join();
    const found = known.get(key) ?? mapped(reasoner.memory(batch), tf.keep);
    known.set(key, found);
    return mapped(found, tf.clone);
  };
  return {
    solver: { ...solver, reasoner: { memoryWidths, memory } },
    forget() {
      for (const each of known.values()) disposeMemory(each);
      known.clear();
    },
  };
}

const mapped = (memory: Memory, change: <T extends tf.Tensor>(tensor: T) => T): Memory => ({
  ...memory,
  nodes: change(memory.nodes),
  edges: change(memory.edges),
  mask: change(memory.mask),
});
