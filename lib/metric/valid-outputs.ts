/** Which predicted outputs of a batch solve their problems, where the outputs of the algorithm are not the only solution. */
import { type Batch, type Features, algorithm, compactValues, isSolution } from '../dataset/index.ts';
import { fusePermutations } from './permutations.ts';

/** 1 for each sample of the batch whose predicted outputs [B, ...] are a solution as good as the truth, else 0. */
export function validOutputs(batch: Batch, prediction: Features): number[] {
  const record = algorithm(batch.algorithm);
  const [truth, predicted] = [batch.outputs, prediction].map(fusePermutations);
  return Array.from(batch.nodeCounts, (nodes, b) => {
    const problem = {
      record,
      arguments: record.restore(compactValues(batch.inputs, b, nodes)),
      nodes,
      outputs: compactValues(truth, b, nodes),
    };
    return Number(isSolution(problem, compactValues(predicted, b, nodes)));
  });
}
