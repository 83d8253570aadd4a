/** The hybrid: a Transformer whose tokens read the memory of a neural algorithmic reasoner. */
import * as tf from '@tensorflow/tfjs';
import type { Memory, MemoryWidths } from '../memory.ts';
import { normalisation } from '../nn/normalisation.ts';
import { type Parameters, sizeOf } from '../parameters.ts';
import type { TransformerConfig } from '../transformer/config.ts';
import { startingWeights } from '../transformer/initial.ts';
import {
  type LanguageModel,
  type Memories,
  type MemoryReader,
  languageModel,
} from '../transformer/language-model.ts';
import { transformerStack } from '../transformer/stack.ts';
import { languageScope } from '../transformer/transformer.ts';
import { type TransnarConfig, readWidths, readingLayers, readingShares, transnarConfig } from './config.ts';
import { gatedBlock } from './gated-block.ts';
import { withIndexFeatures } from './index-features.ts';
import { readings } from './reading/index.ts';
import { type Prepared, type ReadableMemory, ofTexts } from './reading/reading.ts';

/** What a TransNAR is made of. */
export interface TransnarOptions {
  readonly transformer: TransformerConfig;
  readonly transnar: TransnarConfig;
  readonly vocabulary: number;
  /** Numbers per node and per edge of the memories that it will read. */
  readonly memory: MemoryWidths;
}

/** Where the parameters and the activations of the layers that read are. */
export const readerScope = 'reader';

/** The Transformer's parameters are below `language.`, those that read the memory below `reader.`. */
export function transnar(options: TransnarOptions, parameters: Parameters): LanguageModel {
  const stack = transformerStack(options.transformer, options.vocabulary, parameters.scope(languageScope));
  return languageModel(stack, memoryReader(options, parameters.scope(readerScope)));
}

/** The number of parameters that TransNAR adds to its Transformer. */
export function transnarSize(options: Omit<TransnarOptions, 'vocabulary'>): number {
  return sizeOf((parameters) => memoryReader(options, parameters));
}

/** The scopes of the reading blocks of a model with these parameters, by their places; none for a Transformer. */
export function readerBlocks(parameters: Parameters): { layer: number; block: Parameters }[] {
  const blocks = parameters.scope(readerScope).scope('blocks');
  return blocks.children().map((layer) => ({ layer: Number(layer), block: blocks.scope(layer) }));
}

function memoryReader(
  { transformer, transnar: config, memory: widths }: Omit<TransnarOptions, 'vocabulary'>,
  parameters: Parameters,
): MemoryReader<Prepared[]> {
  transnarConfig.parse(config);
  if (config.gate === 0 && transformer.start?.residual === 'zero') {
    throw new Error(
      'A closed gate (gate: 0) and what it lets through starting at 0 (start.residual) hide each other from all gradients: ' +
        'open the gate, such as gate: 1.',
    );
  }
  const { norm, epsilon } = transformer;
  const layers = readingLayers(config, transformer);
  // Hidden states and messages come at any scale: tokens meet them normalised, like everything else they attend to.
  const nodesNorm = normalisation(parameters, 'nodesNorm', widths.nodes, norm, epsilon);
  const edgesNorm =
    readings[config.combine].edges && normalisation(parameters, 'edgesNorm', widths.edges, norm, epsilon);
  const features = readWidths(config, widths);
  const start = startingWeights(transformer);
  const blocks = layers.map((layer) =>
    gatedBlock(parameters.scope('blocks').scope(layer), config, transformer, features, start),
  );

  const readable = ({ nodes, edges, mask, labels }: Memory): ReadableMemory => {
    const normalised = {
      nodes: nodesNorm(nodes) as tf.Tensor3D,
      edges: (edgesNorm ? edgesNorm(edges) : edges) as tf.Tensor4D,
      mask,
      labels,
    };
    const shown = withIndexFeatures(normalised, config.indexFeatures);
    const [batch, count] = mask.shape;
    const pairs = tf.mul(tf.expandDims(mask, 2), tf.expandDims(mask, 1));
    return {
      nodes: shown.nodes,
      edges: tf.reshape(shown.edges, [batch, count * count, shown.edges.shape[3]]),
      nodeMask: mask,
      edgeMask: tf.reshape(pairs, [batch, count * count]),
    };
  };
  return {
    readsAt: readingShares(config, layers.length),
    prepare(memory) {
      const memories = perLayer(memory, layers.length);
      // Layers that share a memory share its features.
      const shown = new Map([...new Set(memories)].map((each) => [each, readable(each)]));
      return blocks.map((block, i) => block.prepare(shown.get(memories[i])!));
    },
    keep: (prepared, texts) => prepared.map((each) => ofTexts(each, texts)),
    read(x, layer, prepared) {
      const i = layers.indexOf(layer);
      return i < 0 ? x : blocks[i].read(x, prepared[i]);
    },
  };
}

function perLayer(memory: Memories | undefined, layers: number): readonly Memory[] {
  if (!memory) throw new Error('TransNAR reads the memory of a reasoner: give it one.');
  if (!Array.isArray(memory)) return Array.from({ length: layers }, () => memory as Memory);
  const memories = memory as readonly Memory[];
  if (memories.length === layers) return memories;
  throw new Error(
    `${layers} layers read a memory, ${memories.length} memories were given: give one, or one for each.`,
  );
}
