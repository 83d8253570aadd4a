/** What a neural algorithmic reasoner is: every choice as data, checked. */
import { z } from 'zod';
import { processorFields, processorKinds, processorNames } from './processors/registry.ts';

const positive = z.int().positive();

const reconstruction = z.strictObject({
  /** Weight of the loss; in the paper 0.1 for ReNAR and 1 for M-ReNAR. */
  weight: z.number().min(0),
  /**
   * M-ReNAR: share of the pairs of a hint and a node (or edge, or the graph) that are masked in training, and reconstructed
   * alone. The authors tried .1, .3, .5, .7 and .9 and report the best of each family on the test; .3 is that of the
   * example in their code. Absent: ReNAR, which masks nothing.
   */
  mask: z.number().gt(0).lt(1).optional(),
});

const choices = z.strictObject({
  ...processorFields,
  processor: z.enum(processorNames),
  /** H, numbers per node and per edge. */
  width: positive,
  /** F, numbers per triplet of nodes. */
  tripletWidth: positive,
  /** Whether a node's new state is normalised before the gate; a Transformer is always normalised. */
  layerNorm: z.boolean(),
  /** Rounds of messages for each step of the algorithm. */
  messagePassingSteps: positive,
  /** Share of a node's new state that is dropped in training. */
  dropout: z.number().min(0).lt(1),
  /** Whether the steps of the algorithm are predicted, and whether the predictions are inputs of the next step. */
  hints: z.enum(['encoded_decoded', 'decoded_only', 'none']),
  /** Share of the samples that get the true hints at a step of training, instead of those predicted. */
  teacherForcing: z.number().min(0).max(1),
  /**
   * Whether pointers of edges (in floyd_warshall, matrix_chain_order, optimal_bst) are encoded and decoded as features of
   * triplets of nodes too, F of each; absent: of pairs and nodes alone, as in the reference.
   */
  edgePointers: z.literal('triplets').optional(),
  /**
   * ReNAR, or M-ReNAR: a graph network within the encoder, and decoders that reconstruct the hints that are encoded; absent:
   * linear encoders, which learn from predictions alone, as in the reference.
   */
  reconstruction: reconstruction.optional(),
  /** Predicted hints are fed back as probabilities (differentiable) or as decisions. */
  reprediction: z.enum(['soft', 'hard', 'hard_on_eval']),
});

/** Unknown keys, and those of other processors, are refused: a misspelt choice cannot pass for the default. */
export const narConfig = choices.superRefine((config, context) => {
  const kind = processorKinds[config.processor];
  const refuse = (message: string, ...path: string[]) => context.addIssue({ code: 'custom', path, message });
  for (const field of Object.keys(processorFields)) {
    if (field in config && !(field in (kind.fields ?? {}))) {
      refuse(`The processor ${config.processor} does not take "${field}": leave it out.`, field);
    }
  }
  if (config.reconstruction && config.hints !== 'encoded_decoded') {
    refuse(
      'There are no encoded hints to reconstruct: set hints to "encoded_decoded", or leave it out.',
      'reconstruction',
    );
  }
  const fault = kind.check?.(config);
  if (fault) refuse(fault, 'processor');
});

/** The choices that make a reasoner, as `narConfig` has them. */
export type NarConfig = z.infer<typeof narConfig>;
