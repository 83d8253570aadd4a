/** A tiny untrained TransNAR with a reasoner of its own. */
import { algorithm } from '../../lib/dataset/index.ts';
import { namesTokenizer } from '../../lib/dataset/text/index.ts';
import { Nar, referenceNarConfig } from '../../lib/model/nar/index.ts';
import { Parameters } from '../../lib/model/parameters.ts';
import { type TransformerConfig, transformerPresets } from '../../lib/model/transformer/index.ts';
import {
  type Reasoner,
  type Solver,
  type TransnarConfig,
  transnar,
  transnarPresets,
} from '../../lib/model/transnar/index.ts';
import { disturb } from '../model/transformer/tiny.ts';

const config = { ...referenceNarConfig, width: 6, tripletWidth: 3 };
export const nar = new Nar(config, ['bfs', 'insertion_sort', 'bridges', 'minimum'], Parameters.seeded('nar'));
const reasoner: Reasoner = {
  memoryWidths: nar.memoryWidths('hidden'),
  memory: (batch) => nar.memory(batch),
};

/** Two layers with two heads each. */
export function tinySolver(
  change: Partial<TransnarConfig> = {},
  transformer: Partial<TransformerConfig> = {},
): {
  readonly solver: Required<Pick<Solver, 'model' | 'tokenizer' | 'reasoner'>>;
  readonly parameters: Parameters;
} {
  const tokenizer = namesTokenizer();
  const parameters = Parameters.seeded('solver');
  const model = transnar(
    {
      transformer: { ...transformerPresets.smoke, ...transformer },
      transnar: { ...transnarPresets.smoke, ...change },
      vocabulary: tokenizer.size,
      memory: reasoner.memoryWidths,
    },
    parameters,
  );
  disturb(parameters);
  return { solver: { model, tokenizer, reasoner }, parameters };
}

/** A path of four nodes, searched from node 1. */
export const path = algorithm('bfs').trace({
  A: Float64Array.from([0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0]),
  s: 1,
});
