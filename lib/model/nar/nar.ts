/** The neural algorithmic reasoner: one processor for all algorithms, encoders and decoders for each. */
import * as tf from '@tensorflow/tfjs';
import { type AlgorithmChoice, type Batch, algorithm, preprocessedSpec } from '../../dataset/index.ts';
import type { RandomState } from '../../random/index.ts';
import type { Memory, MemoryWidths } from '../memory.ts';
import type { Parameters } from '../parameters.ts';
import { type AlgorithmModules, algorithmModules } from './algorithm-modules.ts';
import type { NarConfig } from './config.ts';
import { decidedWidths } from './decided-features.ts';
import { type EncoderNetwork, encoderNetwork } from './encoder-network.ts';
import {
  type Logits,
  type MemoryForm,
  type MemoryState,
  type Predictions,
  logitsOf,
  memoriesOf,
  memoryOf,
  memoryWidths,
  predict,
} from './inference.ts';
import type { Pass } from './pass.ts';
import type { Processor } from './processors/contract.ts';
import { processor } from './processors/registry.ts';
import { type Chunk, type Losses, batchLosses, chunkLoss, totalOf } from './training-loss.ts';

/**
 * Batches are those of `collate`, from trajectories that went through `preprocess`. Whatever walks through a batch shows
 * its activations to whoever is `watching`: of step S `nar.steps.S.nodes`, `.edges` and `.hints.PROBE` (logits), and
 * what its processor makes in round R, such as `nar.steps.S.rounds.R.messages`, `.gate` and `.triplets.ij`.
 */
export class Nar {
  readonly config: NarConfig;
  readonly #parameters: Parameters;
  readonly #processor: Processor;
  readonly #network: EncoderNetwork | undefined;
  readonly #algorithms: ReadonlyMap<string, AlgorithmModules>;
  readonly #decided: MemoryWidths;

  /** Creates the parameters `nar.processor.*` and `nar.algorithms.NAME.*`, and `nar.encoder.*` where encoders have a network. */
  constructor(config: NarConfig, algorithms: readonly AlgorithmChoice[], parameters: Parameters) {
    this.config = config;
    this.#parameters = parameters.scope('nar');
    this.#processor = processor(this.#parameters.scope('processor'), config);
    this.#network = config.reconstruction && encoderNetwork(this.#parameters.scope('encoder'), config);
    this.#algorithms = new Map(
      algorithms.map((choice) => {
        const record = algorithm(choice);
        const scope = this.#parameters.scope('algorithms').scope(record.name);
        return [record.name, algorithmModules(scope, record.name, preprocessedSpec(record), config)];
      }),
    );
    this.#decided = decidedWidths(this.#algorithms.values());
  }

  /** What training minimises: the sum over outputs and hints, with gradients through all steps. */
  loss(batch: Batch, random: RandomState): tf.Scalar {
    return tf.tidy(() => totalOf(batchLosses(this.#pass(batch, random))));
  }

  /**
   * The parts of {@link loss}: `output:PROBE`, `hint:PROBE`, and where there are such losses `processor:NAME` and
   * `reconstruction:PROBE`, both as they are weighted.
   */
  losses(batch: Batch, random: RandomState): Losses {
    return tf.tidy(() => batchLosses(this.#pass(batch, random)));
  }

  /**
   * The loss of one chunk of the batch's steps (see `chunksOf`), as a function to be called once. The steps before are
   * taken now, without gradients; the call frees what is kept of them.
   */
  chunkLoss(batch: Batch, random: RandomState, chunk: Chunk): () => tf.Scalar {
    return chunkLoss(this.#pass(batch, random), chunk);
  }

  /** Decisions of outputs and hints, for scoring. */
  predict(batch: Batch): Predictions {
    return predict(this.#pass(batch));
  }

  /** What the decisions are made from; the caller disposes of the tensors. */
  logits(batch: Batch): Logits {
    return logitsOf(this.#pass(batch));
  }

  /** What TransNAR reads: each sample's state after its own last step. The caller disposes of it. */
  memory(batch: Batch, state: MemoryState = 'hidden'): Memory {
    return memoryOf(this.#pass(batch), this.#form(state));
  }

  /** {@link memory} after each step; the caller disposes of them. */
  memories(batch: Batch, state: MemoryState = 'hidden'): Memory[] {
    return memoriesOf(this.#pass(batch), this.#form(state));
  }

  /** Numbers per node and per edge of a memory, the same for all algorithms. */
  memoryWidths(state: MemoryState = 'hidden'): MemoryWidths {
    return memoryWidths(this.config, this.#form(state));
  }

  /** The parameters that a batch of this algorithm trains: those of all algorithms and its own, by full name. */
  parametersOf(name: string): ReadonlyMap<string, tf.Variable> {
    this.#modules(name);
    const scopes = ['processor', 'encoder'].map((shared) => this.#parameters.scope(shared));
    scopes.push(this.#parameters.scope('algorithms').scope(name));
    return new Map(scopes.flatMap((scope) => [...scope.entries()]));
  }

  #form(state: MemoryState): MemoryForm {
    return { state, decided: this.#decided };
  }

  #pass(batch: Batch, random?: RandomState): Pass {
    const modules = this.#modules(batch.algorithm);
    const path = this.#parameters.path('steps');
    const [processor, network] = [this.#processor, this.#network];
    return { config: this.config, processor, network, modules, batch, random, path };
  }

  #modules(name: string): AlgorithmModules {
    const modules = this.#algorithms.get(name);
    if (modules) return modules;
    throw new Error(
      `This reasoner was not made for ${name}, only for ${[...this.#algorithms.keys()].join(', ')}.`,
    );
  }
}
