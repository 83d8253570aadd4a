/** The hybrid: a Transformer whose tokens read the memory of a neural algorithmic reasoner. */
import * as tf from '@tensorflow/tfjs';
import type { Memory, MemoryWidths } from '../memory.ts';
import { normalisation } from '../nn/normalisation.ts';
import type { Parameters } from '../parameters.ts';
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
import { type PreparedMemory, type ReadableMemory, gatedBlock } from './gated-block.ts';
import { withIndexFeatures } from './index-features.ts';

/** What a TransNAR is made of. */
export interface TransnarOptions {
  readonly transformer: TransformerConfig;
  readonly transnar: TransnarConfig;
  readonly vocabulary: number;
  /** Numbers per node and per edge of the memories that it will read. */
  readonly memory: MemoryWidths;
}

/** The Transformer's parameters are below `language.`, those that read the memory below `reader.`. */
export function transnar(options: TransnarOptions, parameters: Parameters): LanguageModel {
  const stack = transformerStack(options.transformer, options.vocabulary, parameters.scope(languageScope));
  return languageModel(stack, memoryReader(options, parameters.scope('reader')));
}

function memoryReader(
  { transformer, transnar: config, memory: widths }: TransnarOptions,
  parameters: Parameters,
): MemoryReader<PreparedMemory[]> {
  transnarConfig.parse(config);
  const { norm, epsilon } = transformer;
  const layers = readingLayers(config, transformer);
  // Hidden states and messages come at any scale: tokens meet them normalised, like everything else they attend to.
  const nodesNorm = normalisation(parameters, 'nodesNorm', widths.nodes, norm, epsilon);
  const edgesNorm =
    config.combine === 'nodes-only'
      ? undefined
      : normalisation(parameters, 'edgesNorm', widths.edges, norm, epsilon);
  const features = readWidths(config, widths);
  const start = startingWeights(transformer);
  const blocks = layers.map((layer) =>
    gatedBlock(parameters.scope('blocks').scope(layer), config, transformer, features, start),
  );

  const readable = ({ nodes, edges, mask }: Memory): ReadableMemory => {
    const normalised = {
      nodes: nodesNorm(nodes) as tf.Tensor3D,
      edges: (edgesNorm ? edgesNorm(edges) : edges) as tf.Tensor4D,
      mask,
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
    read(x, layer, prepared, inspect) {
      const i = layers.indexOf(layer);
      if (i < 0) return x;
      inspect?.({ layer, ...blocks[i].inspect(x, prepared[i]) });
      return blocks[i].read(x, prepared[i]);
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
