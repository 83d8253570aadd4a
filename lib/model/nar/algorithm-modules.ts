/** What the reasoner has for one algorithm alone: encoders of what it is given, decoders of what it says. */
import type { ProbeSpec, Spec, Stage } from '../../dataset/index.ts';
import type { Parameters } from '../parameters.ts';
import type { NarConfig } from './config.ts';
import { type Decoder, type DecoderWidths, decoder } from './decoders.ts';
import { type Encoder, encoder } from './encoders.ts';
import { processorKinds } from './processor-kinds.ts';

export type NamedProbe = readonly [name: string, probe: ProbeSpec];
export type NamedDecoder = readonly [name: string, probe: ProbeSpec, decoder: Decoder];

export interface AlgorithmModules {
  readonly algorithm: string;
  readonly inputs: readonly NamedProbe[];
  /** The hints that are encoded. */
  readonly encodedHints: readonly NamedProbe[];
  /** Of the inputs and of those hints. */
  readonly encode: Encoder;
  /** Decoders of the hints that are decoded. */
  readonly hints: readonly NamedDecoder[];
  readonly outputs: readonly NamedDecoder[];
}

/** Creates the parameters of one algorithm; `spec` is that of preprocessed trajectories. */
export function algorithmModules(
  parameters: Parameters,
  algorithm: string,
  spec: Spec,
  config: NarConfig,
): AlgorithmModules {
  const probesOf = (stage: Stage) => Object.entries(spec).filter(([, probe]) => probe.stage === stage);
  const inputs = probesOf('input');
  const encodedHints = config.hints === 'encoded_decoded' ? probesOf('hint') : [];
  const widths = decoderWidths(config);
  const decodersOf = (probes: readonly NamedProbe[]) =>
    probes.map(([name, probe]): NamedDecoder => {
      return [name, probe, decoder(parameters.scope('decoders').scope(name), probe, widths)];
    });
  return {
    algorithm,
    inputs,
    encodedHints,
    encode: encoder(parameters.scope('encoders'), [...inputs, ...encodedHints], config.width),
    outputs: decodersOf(probesOf('output')),
    hints: decodersOf(config.hints === 'none' ? [] : probesOf('hint')),
  };
}

/** What decoders read: node encodings and two states; edge encodings and triplet embeddings. */
export function decoderWidths({ processor, width }: Pick<NarConfig, 'processor' | 'width'>): DecoderWidths {
  return { nodes: 3 * width, edges: (processorKinds[processor].triplets ? 2 : 1) * width, hidden: width };
}

export function readsEdges(decoders: readonly NamedDecoder[]): boolean {
  return decoders.some(([, , { readsEdges }]) => readsEdges);
}
