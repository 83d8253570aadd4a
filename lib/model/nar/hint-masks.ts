/** The masks of M-ReNAR: which values of hints the encoder's network is not shown, and is to say from the others. */
import * as tf from '@tensorflow/tfjs';
import type { Batch, Location } from '../../dataset/index.ts';
import type { RandomState } from '../../random/index.ts';
import type { NamedProbe } from './algorithm-modules.ts';
import type { Tensors } from './probe-tensors.ts';

/** By hint, 1 where it is masked: [B * I], with I = N for hints of nodes, N * N for those of edges, 1 for those of the graph. */
export type Masks = ReadonlyMap<string, Float32Array>;

/** What the network is shown when it looks once: all, or all but what is masked. */
export type Look = Masks | undefined;

/**
 * As many looks as there are shares in a whole, `floor(1 / share)`, each with masks of its own. Of the pairs of a hint and
 * a real node (or edge, or the graph) of a sample, `floor(share * pairs)` are masked, drawn without replacement. So the
 * paper has it for hints of nodes; that those of edges and of the graph are in the same draw is this library's choice.
 */
export function maskedLooks(
  hints: readonly NamedProbe[],
  batch: Batch,
  share: number,
  random: RandomState,
): Masks[] {
  return Array.from({ length: Math.floor(1 / share) }, () => masksOf(hints, batch, share, random));
}

function masksOf(
  hints: readonly NamedProbe[],
  { size, nodes, nodeCounts }: Batch,
  share: number,
  random: RandomState,
): Masks {
  const masks = new Map(
    hints.map(([name, { location }]) => [name, new Float32Array(size * itemsOf(location, nodes))]),
  );
  nodeCounts.forEach((count, sample) => {
    const pairs = hints.flatMap(([name, { location }]) => {
      const items = itemsOf(location, nodes);
      return realItems(location, count, nodes).map(
        (item) => [masks.get(name)!, sample * items + item] as const,
      );
    });
    const masked = Math.floor(share * pairs.length);
    for (let i = 0; i < masked; i++) {
      const drawn = i + random.integer(pairs.length - i);
      [pairs[i], pairs[drawn]] = [pairs[drawn], pairs[i]];
      const [mask, place] = pairs[i];
      mask[place] = 1;
    }
  });
  return masks;
}

/** Dense values of hints with zeros where they are masked; a masked pointer or category is a row of zeros. */
export function unmasked(
  values: Tensors,
  hints: readonly NamedProbe[],
  masks: Masks,
  { size, nodes }: Batch,
): Tensors {
  const shown = hints.map(([name, { location }]) => {
    const value = values[name];
    const axes = axesOf(location, nodes);
    const within = Array<number>(value.rank - 1 - axes.length).fill(1);
    const kept = tf.sub(1, tf.tensor(masks.get(name)!, [size, ...axes, ...within]));
    return [name, tf.mul(value, kept)] as const;
  });
  return Object.fromEntries(shown);
}

const axesOf = (location: Location, nodes: number): number[] =>
  ({ node: [nodes], edge: [nodes, nodes], graph: [] })[location];

const itemsOf = (location: Location, nodes: number) => tf.util.sizeFromShape(axesOf(location, nodes));

/** The items that have no padded node. */
function realItems(location: Location, count: number, nodes: number): number[] {
  const real = Array.from({ length: count }, (_, i) => i);
  if (location === 'graph') return [0];
  return location === 'node' ? real : real.flatMap((i) => real.map((j) => i * nodes + j));
}
