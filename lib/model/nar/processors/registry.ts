/** All processors by name: what a configuration can choose among. */
import type { Parameters } from '../../parameters.ts';
import type { Processor, ProcessorConfig, ProcessorKind } from './contract.ts';
import { forgetNet, gateFields, gatedForgetNet } from './forgetting.ts';
import { aggregatorFields, decayFields, messagePassing } from './message-passing.ts';
import { relationalFields, relationalTransformer } from './relational.ts';

/** One row each; a new processor is a file beside this one and its row here. */
export const processorKinds = {
  deepsets: messagePassing({ reach: 'self' }),
  mpnn: messagePassing(),
  gmpnn: messagePassing({ gated: true }),
  triplet_mpnn: messagePassing({ triplets: true }),
  triplet_gmpnn: messagePassing({ triplets: true, gated: true }),
  pgn: messagePassing({ reach: 'neighbours' }),
  gpgn: messagePassing({ reach: 'neighbours', gated: true }),
  triplet_pgn: messagePassing({ reach: 'neighbours', triplets: true }),
  triplet_gpgn: messagePassing({ reach: 'neighbours', triplets: true, gated: true }),
  pgn_mask: messagePassing({ reach: 'neighbours', decodesAlongEdges: true }),
  gpgn_mask: messagePassing({ reach: 'neighbours', decodesAlongEdges: true, gated: true }),
  triplet_pgn_mask: messagePassing({ reach: 'neighbours', decodesAlongEdges: true, triplets: true }),
  triplet_gpgn_mask: messagePassing({
    reach: 'neighbours',
    decodesAlongEdges: true,
    triplets: true,
    gated: true,
  }),
  forgetnet: forgetNet,
  g_forgetnet: gatedForgetNet,
  relational_transformer: relationalTransformer,
} as const satisfies Record<string, ProcessorKind>;

/** The names of the processors: what `processor` of a configuration can be. */
export type ProcessorName = keyof typeof processorKinds;

/** The names of the processors; those of the reference under its names. */
export const processorNames = Object.keys(processorKinds) as ProcessorName[];

/** The fields of a configuration that only some processors take. */
export const processorFields = { ...aggregatorFields, ...decayFields, ...gateFields, ...relationalFields };

/** Creates the parameters of the processor that the configuration names. Throws where the configuration is at odds with it. */
export function processor(
  parameters: Parameters,
  config: ProcessorConfig & { readonly processor: ProcessorName },
): Processor {
  const kind = processorKinds[config.processor];
  const fault = kind.check?.(config);
  if (fault) throw new Error(fault);
  return kind.make(parameters, config);
}
