/** What the reasoner has for one algorithm alone: encoders of what it is given, decoders of what it says. */
import type { ProbeSpec, Spec, Stage } from '../../dataset/index.ts';
import type { Parameters } from '../parameters.ts';
import type { NarConfig } from './config.ts';
import { decoder } from './decoders.ts';
import { type Encoder, encoder } from './encoders.ts';
import type { ProcessorKind } from './processors/contract.ts';
import { processorKinds } from './processors/registry.ts';
import type { Decoder, DecoderWidths } from './reading.ts';

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
  /** Decoders of the hints that are encoded, from what the encoder's network makes of them; none without one. */
  readonly reconstructions: readonly NamedDecoder[];
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
  const decodersOf = (probes: readonly NamedProbe[], scope = parameters.scope('decoders'), read = widths) =>
    probes.map(([name, probe]): NamedDecoder => {
      return [name, probe, decoder(scope.scope(name), probe, read)];
    });
  return {
    algorithm,
    inputs,
    encodedHints,
    encode: encoder(parameters.scope('encoders'), [...inputs, ...encodedHints], {
      width: config.width,
      triplets: tripletFeatures(config),
    }),
    outputs: decodersOf(probesOf('output')),
    hints: decodersOf(config.hints === 'none' ? [] : probesOf('hint')),
    reconstructions: decodersOf(
      config.reconstruction ? encodedHints : [],
      parameters.scope('reconstruction'),
      { ...widths, nodes: config.width, edges: config.width },
    ),
  };
}

/** H-wide parts of what decoders read of an edge: its encodings; its embedding; or its state before and after the step. */
const edgeParts = { none: 1, embedded: 2, state: 3 } as const satisfies Record<
  ProcessorKind['edges'],
  number
>;

/** What decoders read: of nodes the encodings and two states; of edges what their processor has. */
export function decoderWidths(config: WidthConfig): DecoderWidths {
  const { processor, width } = config;
  return {
    nodes: 3 * width,
    edges: edgeParts[processorKinds[processor].edges] * width,
    hidden: width,
    triplets: tripletFeatures(config),
  };
}

/** What decides how much there is to read. */
export type WidthConfig = Pick<NarConfig, 'processor' | 'width' | 'tripletWidth' | 'edgePointers'>;

/** F, where triplets of nodes are encoded and decoded. */
const tripletFeatures = ({
  edgePointers,
  tripletWidth,
}: Pick<WidthConfig, 'edgePointers' | 'tripletWidth'>) =>
  edgePointers === 'triplets' ? tripletWidth : undefined;

export function readsEdges(decoders: readonly NamedDecoder[]): boolean {
  return decoders.some(([, , { readsEdges }]) => readsEdges);
}
