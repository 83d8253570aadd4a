/** One pass over one batch: what stays the same over its steps, and what goes from one to the next. */
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../../dataset/index.ts';
import type { RandomState } from '../../random/index.ts';
import type { AlgorithmModules, NamedProbe } from './algorithm-modules.ts';
import type { NarConfig } from './config.ts';
import type { EncoderNetwork } from './encoder-network.ts';
import { type Padding, paddingOf } from './padding.ts';
import { type Tensors, denseTensors } from './probe-tensors.ts';
import type { Processor } from './processors/contract.ts';
import { processorKinds } from './processors/registry.ts';
import { type Links, selfLinks, withLinksOf } from './reach.ts';

export interface Pass {
  readonly config: NarConfig;
  readonly processor: Processor;
  readonly modules: AlgorithmModules;
  /** Looks at encodings before the processor does, in a reasoner that has it. */
  readonly network: EncoderNetwork | undefined;
  readonly batch: Batch;
  /** Draws what training leaves to chance; without it the reasoner is being evaluated. */
  readonly random: RandomState | undefined;
  /** Where the activations of a step are to be watched: those of step 3 as `PATH.3.NAME`. */
  readonly path: string;
}

/** What stays the same over all steps. */
export interface Given {
  /** Dense values of the inputs. */
  readonly inputs: Tensors;
  readonly padding: Padding | undefined;
  /** Adjacency from the inputs, for processors that look at it. */
  readonly links: Links | undefined;
}

/** What one step hands to the next. (A type, not an interface, so that tf.tidy takes it for a container of tensors.) */
export type State = {
  /** [B, N, H]. */
  readonly hidden: tf.Tensor3D;
  /** [B, N, N, H], for processors whose edges have a state. */
  readonly edges: tf.Tensor4D | undefined;
  /** Dense values of the hints to encode. */
  readonly hints: Tensors;
};

/** Steps of a batch: one for each hint after the first of the longest sample, and at least one. */
export function stepCount({ lengths }: Batch): number {
  return Math.max(...lengths.map(lastStep)) + 1;
}

/** The step at which a sample's outputs are read. */
export function lastStep(length: number): number {
  return Math.max(0, length - 2);
}

export function givenOf({ config, modules, batch }: Pass): Given {
  const inputs = denseTensors(batch.inputs, namesOf(modules.inputs), batch);
  const seesLinks = processorKinds[config.processor].reach === 'neighbours';
  return {
    inputs,
    padding: paddingOf(batch),
    links: seesLinks ? withLinksOf(selfLinks(batch), inputs, modules.inputs, batch) : undefined,
  };
}

/** Before the first step: no memory, and the true first hints. */
export function initialState({ config, modules, batch }: Pass): State {
  const { size, nodes } = batch;
  return {
    hidden: tf.zeros([size, nodes, config.width]),
    edges:
      processorKinds[config.processor].edges === 'state'
        ? tf.zeros([size, nodes, nodes, config.width])
        : undefined,
    hints: denseTensors(batch.hints, namesOf(modules.encodedHints), batch),
  };
}

const namesOf = (probes: readonly NamedProbe[]) => probes.map(([name]) => name);
