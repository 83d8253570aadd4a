/** What a processor is to the reasoner: the one contract that every kind of processor keeps. */
import type * as tf from '@tensorflow/tfjs';
import type { ZodType } from 'zod';
import type { Parameters } from '../../parameters.ts';
import type { Encoding } from '../encoders.ts';
import type { Padding } from '../padding.ts';

/** Whom a node hears: everybody, its neighbours in the graph of pointers and edge masks, or only itself. */
export type Reach = 'all' | 'neighbours' | 'self';

/** What every processor may read of a configuration; a kind's own `fields` come on top. */
export interface ProcessorConfig {
  /** H. */
  readonly width: number;
  /** F. */
  readonly tripletWidth: number;
  readonly layerNorm: boolean;
}

/** One way to process, as data: what the rest of the reasoner must know of it, and how it is made. */
export interface ProcessorKind {
  readonly reach: Reach;
  /** Whether pointers and edge masks can only be decoded along edges of the graph. */
  readonly decodesAlongEdges: boolean;
  /**
   * What edges have beside their encodings: nothing; `embedded`, features of one step that decoders read and the next
   * step does not; or a `state` that goes from step to step as that of the nodes does.
   */
  readonly edges: 'none' | 'embedded' | 'state';
  /** Fields of the configuration that only this kind takes, all optional: absent means what its paper has. */
  readonly fields?: Readonly<Record<string, ZodType>>;
  /** What is wrong with a configuration whose fields are right one by one; `undefined` if nothing is. */
  readonly check?: (config: ProcessorConfig) => string | undefined;
  /** Creates the parameters. */
  readonly make: (parameters: Parameters, config: ProcessorConfig) => Processor;
}

/** A processor with its parameters. */
export interface Processor {
  /** One round of messages. */
  readonly advance: (inputs: ProcessorInputs) => Advanced;
  /** What a step is given of the state before it, asked once before its rounds; default: all of it. */
  readonly recall?: (inputs: ProcessorInputs) => Advanced;
  /** Weight of an extra loss in training, from the mean loss of the hints; default 1. No gradient flows through it. */
  readonly weights?: Readonly<Record<string, (hintLoss: tf.Scalar) => tf.Scalar>>;
}

/** What a processor is given for a round. B batch, N nodes, H width. */
export interface ProcessorInputs {
  /** What is known of nodes, edges and graph at this step. */
  readonly encoding: Encoding;
  /** [B, N, H], the state of the nodes. */
  readonly hidden: tf.Tensor3D;
  /** [B, N, N, H], that of the edges: given to kinds whose edges have a state. */
  readonly edges?: tf.Tensor4D | undefined;
  /** [B, N, N], 1 where the node of axis 1 reaches that of axis 2; default everywhere. */
  readonly reach?: tf.Tensor3D | undefined;
  readonly padding?: Padding | undefined;
  /** Whether anybody reads embedded edges after this round; default no. */
  readonly wantsEdges?: boolean;
  /** Shows an activation to whoever watches the reasoner; `value` is computed for them alone. */
  readonly show?: ((name: string, value: () => tf.Tensor) => void) | undefined;
}

/** (A type, not an interface, so that tf.tidy takes it for a container of tensors.) */
export type Advanced = {
  /** [B, N, H]. */
  readonly nodes: tf.Tensor3D;
  /** [B, N, N, H], the next state, or embeddings if they are wanted. */
  readonly edges?: tf.Tensor4D | undefined;
  /** What training minimises beside the losses of probes, by name: one number for each sample, [B]. */
  readonly losses?: Readonly<Record<string, tf.Tensor1D>> | undefined;
};
