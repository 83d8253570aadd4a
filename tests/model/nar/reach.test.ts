import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { type Batch, hint, input, output } from '../../../lib/dataset/index.ts';
import { decoder } from '../../../lib/model/nar/decoders.ts';
import { reachMask, selfLinks, withLinksOf } from '../../../lib/model/nar/reach.ts';
import type { Reading } from '../../../lib/model/nar/reading.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { expectClose } from '../../support/close.ts';
import { randomTensor } from './small.ts';

await chooseBackend();

const batch = { size: 2, nodes: 3, nodeCounts: Int32Array.of(3, 2) } as Batch;

/** The nine cells of each of the two graphs. */
const graphs = (links: Float32Array) => [[...links.subarray(0, 9)], [...links.subarray(9)]];

describe('links', () => {
  const values = {
    pointer: tf.tensor3d([0, 0.6, 0.4, 0, 0, 0, 0.3, 0, 0.7, ...Array<number>(9).fill(0)], [2, 3, 3]),
    mask: tf.tensor3d([...Array<number>(9).fill(0), 0, 0, 0, 0, 0, 0.1, 0, 0, 0], [2, 3, 3]),
    weights: tf.ones([2, 3, 3]),
  };

  test('of pointers above a half both ways together, and of any bit of an edge mask; mirrored', () => {
    const probes = [
      ['pointer', hint('node', 'pointer')],
      ['mask', input('edge', 'mask')],
      ['weights', input('edge', 'scalar')],
    ] as const;
    expect(graphs(withLinksOf(selfLinks(batch), values, probes, batch))).toEqual([
      [1, 1, 1, 1, 1, 0, 1, 0, 1],
      [1, 0, 0, 0, 1, 1, 0, 1, 1],
    ]);
  });

  test('are not changed by those of a step', () => {
    const links = selfLinks(batch);
    withLinksOf(links, values, [['pointer', hint('node', 'pointer')]], batch);
    expect(graphs(links)).toEqual([
      [1, 0, 0, 0, 1, 0, 0, 0, 1],
      [1, 0, 0, 0, 1, 0, 0, 0, 1],
    ]);
  });
});

describe('the mask of messages', () => {
  const all = { ...batch, nodeCounts: Int32Array.of(3, 3) };
  const links = Float32Array.of(1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1);

  test('of all to all is none, unless there are padded nodes: they reach only themselves', () => {
    expect(reachMask('all', all, undefined)).toBeUndefined();
    expect(graphs(reachMask('all', batch, undefined)!.dataSync<'float32'>())).toEqual([
      [1, 1, 1, 1, 1, 1, 1, 1, 1],
      [1, 1, 1, 1, 1, 1, 0, 0, 1],
    ]);
  });

  test('of neighbours follows the links', () => {
    expect(graphs(reachMask('neighbours', batch, links)!.dataSync<'float32'>())).toEqual([
      [1, 1, 0, 1, 1, 0, 0, 0, 1],
      [1, 0, 1, 0, 1, 0, 0, 0, 1],
    ]);
  });

  test('of sets is the diagonal', () => {
    const [first] = graphs(reachMask('self', all, undefined)!.dataSync<'float32'>());
    expect(first).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });
});

describe('decoding along edges', () => {
  const width = 2;
  const reading: Reading = {
    nodes: randomTensor([2, 3, 3 * width], 'nodes') as tf.Tensor3D,
    edges: [randomTensor([2, 3, 3, width], 'edges') as tf.Tensor4D],
    graph: tf.zeros([2, width]),
    allowed: undefined,
  };
  const allowed = tf.tensor3d([1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1], [2, 3, 3]);
  const widths = { nodes: 3 * width, edges: width, hidden: width };
  const context = { padding: undefined, random: undefined };

  test.each([output('node', 'pointer'), output('edge', 'mask')])('$location $type', (probe) => {
    const { decode } = decoder(Parameters.seeded(2), probe, widths);
    const free = decode(reading, context).dataSync();
    const bound = decode({ ...reading, allowed }, context).dataSync();
    const allows = allowed.dataSync();
    [0, 1].forEach((sample) => {
      const own = free.slice(9 * sample, 9 * sample + 9);
      const lowest = Math.min(-1, Math.min(...own) - 1);
      const expected = [...own].map((logit, cell) => (allows[9 * sample + cell] === 1 ? logit : lowest));
      expectClose(bound.slice(9 * sample, 9 * sample + 9), expected);
    });
  });

  test('scalars are free', () => {
    const { decode } = decoder(Parameters.seeded(2), output('edge', 'scalar'), widths);
    expectClose(decode({ ...reading, allowed }, context).dataSync(), decode(reading, context).dataSync());
  });
});
