/** What a reasoner decides in the end, as features of nodes and of edges: as many for every algorithm. */
import * as tf from '@tensorflow/tfjs';
import type { ProbeSpec } from '../../dataset/index.ts';
import type { MemoryWidths } from '../memory.ts';
import type { AlgorithmModules } from './algorithm-modules.ts';
import { softValue } from './decisions.ts';
import type { Padding } from './padding.ts';
import type { Tensors } from './probe-tensors.ts';

/** Features that each algorithm's outputs need, those of the one that needs most. */
export function decidedWidths(algorithms: Iterable<AlgorithmModules>): MemoryWidths {
  const needed = Array.from(algorithms, ({ outputs }) => ({
    nodes: widthOf(outputs, 'nodes'),
    edges: widthOf(outputs, 'edges'),
  }));
  return {
    nodes: Math.max(...needed.map(({ nodes }) => nodes)),
    edges: Math.max(...needed.map(({ edges }) => edges)),
  };
}

/**
 * The probabilities of all outputs, from their logits: of nodes [B, N, Fn], of edges [B, N, N, Fe], then zeros up to
 * `widths`. A node's pointer is a feature of its edges, 1 on the one to the node that it points to; what is decided of the
 * graph is a feature of all nodes. Pointers of edges, which would be N features of each, are left out.
 */
export function decidedFeatures(
  outputs: Outputs,
  logits: Tensors,
  { size, nodes }: { readonly size: number; readonly nodes: number },
  padding: Padding | undefined,
  widths: MemoryWidths,
): { nodes: tf.Tensor3D; edges: tf.Tensor4D } {
  const shapes = { nodes: [size, nodes], edges: [size, nodes, nodes] };
  const featuresOf = (place: Place) => {
    const parts = outputs
      .filter(([, probe]) => placeOf(probe) === place)
      .map(([name, probe]) => spread(softValue(probe, logits[name], padding), probe, shapes[place]));
    const rest = widths[place] - widthOf(outputs, place);
    return tf.concat([...parts, tf.zeros([...shapes[place], rest])], shapes[place].length);
  };
  return { nodes: featuresOf('nodes') as tf.Tensor3D, edges: featuresOf('edges') as tf.Tensor4D };
}

type Outputs = readonly (readonly [name: string, probe: ProbeSpec, ...unknown[]])[];
type Place = keyof MemoryWidths;

const isPointer = (type: ProbeSpec['type']) => type === 'pointer' || type === 'permutation_pointer';

function placeOf({ location, type }: ProbeSpec): Place | undefined {
  if (isPointer(type)) return location === 'node' ? 'edges' : undefined;
  return location === 'edge' ? 'edges' : 'nodes';
}

const widthOf = (outputs: Outputs, place: Place) =>
  outputs.reduce((sum, [, probe]) => sum + (placeOf(probe) === place ? probe.classes || 1 : 0), 0);

/** A value as features of each node or edge; one of the graph, of every node. */
function spread(value: tf.Tensor, { location, classes }: ProbeSpec, shape: readonly number[]): tf.Tensor {
  const width = classes || 1;
  if (location !== 'graph') return tf.reshape(value, [...shape, width]);
  return tf.tile(tf.reshape(value, [shape[0], 1, width]), [1, shape[1], 1]);
}
