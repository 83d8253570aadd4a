/** Every location and type of probe on its own: decoder, loss, soft value and encoder. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { writtenOut } from '../../../lib/model/nar/edge-features.ts';
import { chooseBackend } from '../../../lib/backend/index.ts';
import {
  type Batch,
  type Feature,
  type Location,
  type ProbeType,
  output,
  probeShape,
} from '../../../lib/dataset/index.ts';
import { hardFeature, softValue } from '../../../lib/model/nar/decisions.ts';
import { decoder } from '../../../lib/model/nar/decoders.ts';
import { encoder } from '../../../lib/model/nar/encoders.ts';
import { probeLoss } from '../../../lib/model/nar/losses.ts';
import type { Reading } from '../../../lib/model/nar/reading.ts';
import { denseShape } from '../../../lib/model/nar/probe-tensors.ts';
import { outputTarget } from '../../../lib/model/nar/targets.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { keyed } from '../../../lib/random/index.ts';
import { expectClose } from '../../support/close.ts';
import { expectGradient } from '../../support/gradient-check.ts';
import { logSinkhorn } from './plain/decoders.ts';
import { halves, randomTensor } from './small.ts';

await chooseBackend();

const [size, nodes, width, classes] = [2, 4, 8, 3];

const probes: [Location, ProbeType][] = [
  ['node', 'scalar'],
  ['node', 'mask'],
  ['node', 'mask_one'],
  ['node', 'categorical'],
  ['node', 'pointer'],
  ['node', 'permutation_pointer'],
  ['edge', 'scalar'],
  ['edge', 'mask'],
  ['edge', 'mask_one'],
  ['edge', 'categorical'],
  ['edge', 'pointer'],
  ['graph', 'scalar'],
  ['graph', 'mask'],
  ['graph', 'categorical'],
  ['graph', 'pointer'],
];

const probeOf = (location: Location, type: ProbeType) =>
  output(location, type, type === 'categorical' ? classes : 0);

/** True values: bits, numbers, indices, one-hot rows, and for permutations a cycle. */
function truthOf(location: Location, type: ProbeType): Feature {
  const probe = probeOf(location, type);
  const shape = [size, ...probeShape(probe, nodes)];
  const random = keyed('truth', location, type);
  const data = new Float64Array(tf.util.sizeFromShape(shape));
  const row = shape.at(-1)!;
  for (let i = 0; i < data.length; i++) {
    if (type === 'scalar') data[i] = random.double();
    else if (type === 'mask') data[i] = random.integer(2);
    else if (type === 'pointer') data[i] = random.integer(nodes);
    else if (type === 'permutation_pointer') data[i] = (Math.floor(i / row) + 1) % row === i % row ? 1 : 0;
    else if (i % row === 0) data[i + random.integer(row)] = 1;
  }
  return { name: 'probe', location, type, classes: probe.classes, shape, data };
}

const batch = { size, nodes, nodeCounts: new Int32Array(size).fill(nodes) } as Batch;

function randomReading(): Reading {
  return {
    nodes: randomTensor([size, nodes, 3 * width], 'nodes') as tf.Tensor3D,
    edges: [0, 1].map((part) => randomTensor([size, nodes, nodes, width], `edges ${part}`) as tf.Tensor4D),
    graph: randomTensor([size, width], 'graph') as tf.Tensor2D,
    allowed: undefined,
  };
}

describe.each(probes)('%s %s', (location, type) => {
  const probe = probeOf(location, type);
  const widths = { nodes: 3 * width, edges: 2 * width, hidden: width };
  const { decode, readsEdges } = decoder(Parameters.seeded(7), probe, widths);
  const context = { padding: undefined, random: undefined };
  const truth = truthOf(location, type);
  const logitsShape = denseShape(probe, batch);

  test('decoder: its shape, and its gradient with regard to what it reads', () => {
    const reading = randomReading();
    const f = (x: tf.Tensor, ...others: tf.Tensor[]): tf.Tensor => {
      const moved =
        location === 'graph' ? { graph: others[0] } : { edges: readsEdges ? others : reading.edges };
      const logits = decode({ ...reading, nodes: x, ...moved } as Reading, context);
      // The diagonal of a matching is out of reach at about -1e6, which drowns every difference.
      return type === 'permutation_pointer' ? tf.mul(logits, tf.sub(1, tf.eye(nodes))) : logits;
    };
    const others = location === 'graph' ? [reading.graph] : readsEdges ? reading.edges : [];
    const scale = type === 'permutation_pointer' ? 0.1 : 1; // its temperature makes differences ten times larger
    const given = [reading.nodes, ...others].map((x) => tf.mul(x, scale));
    expect(f(...(given as [tf.Tensor])).shape).toEqual(logitsShape);
    expectGradient(f, given, { step: 3e-4, tolerance: 1e-2 });
  });

  test('loss: the definition, and its gradient', () => {
    const target = outputTarget(truth, batch, () => true);
    const random = randomTensor(logitsShape, 'logits');
    const logits = type === 'permutation_pointer' ? tf.logSoftmax(random) : random;
    expectClose(probeLoss(type, logits, target).dataSync(), [definition(truth, logits)], {
      relative: 1e-5,
      absolute: 1e-6,
    });
    expectGradient((x) => probeLoss(type, x, target), [logits], { step: 1e-2 });
  });

  test('soft value: its gradient, and an encoder that takes it', () => {
    const logits = tf.mul(randomTensor(logitsShape, 'logits'), 0.1);
    expectGradient((x) => softValue(probe, x, undefined), [logits], { step: 1e-3, tolerance: 1e-2 });
    const encode = encoder(Parameters.seeded(8), [['probe', probe]], { width });
    const encoded = (x: tf.Tensor) => {
      const { node, edge, graph } = encode({ probe: x }, batch, undefined);
      return tf.concat([node, writtenOut(edge), graph].map((part) => tf.reshape(part, [-1])));
    };
    expect(encoded(logits).size).toBe(size * width * (nodes + nodes ** 2 + 1));
    expectGradient(encoded, [logits]);
  });

  test('overfits', () => {
    const parameters = Parameters.seeded(9);
    const own = decoder(parameters, probe, { ...widths, hidden: location === 'graph' ? width : 24 });
    const reading = randomReading();
    const target = outputTarget(truth, batch, () => true);
    const optimizer = tf.train.adam(0.1);
    const loss = () => probeLoss(type, own.decode(reading, { padding: undefined, random: halves() }), target);
    for (let step = 0; step < 120; step++)
      optimizer.minimize(loss, false, [...parameters.entries().values()]);
    expect(loss().dataSync()[0]).toBeLessThan(0.05);
  });
});

/** Section 8.4 of the reference, in float64. */
function definition({ type, data }: Feature, logits: tf.Tensor): number {
  const x = [...logits.dataSync()];
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const row = logits.shape.at(-1)!;
  const rows = Array.from({ length: x.length / row }, (_, r) => x.slice(r * row, (r + 1) * row));
  const crossEntropy = (r: number, index: number) =>
    Math.log(rows[r].reduce((sum, value) => sum + Math.exp(value), 0)) - rows[r][index];
  const choiceOf = (r: number) =>
    type === 'pointer' ? data[r] : data.subarray(r * row, (r + 1) * row).indexOf(1);
  if (type === 'scalar') return mean(x.map((value, i) => (value - data[i]) ** 2));
  if (type === 'mask') {
    return mean(
      x.map((value, i) => -Math.log(data[i] === 1 ? 1 / (1 + Math.exp(-value)) : 1 / (1 + Math.exp(value)))),
    );
  }
  if (type === 'permutation_pointer') return mean(rows.map((values, r) => -values[choiceOf(r)]));
  return mean(rows.map((_, r) => crossEntropy(r, choiceOf(r))));
}

describe('targets', () => {
  test('leave out what the truth marks with -1, padded nodes, and samples that do not count', () => {
    const bits = { ...truthOf('node', 'mask'), data: Float64Array.of(1, -1, 0, 1, 1, 1, 1, 1) };
    const target = outputTarget(
      bits,
      { ...batch, nodeCounts: Int32Array.of(3, 4) },
      (sample) => sample === 0,
    );
    expect([...target.weights.dataSync()]).toEqual([1, 0, 1, 0, 0, 0, 0, 0]);
    expect(target.counted).toBe(2);
    expect(probeLoss('mask', tf.fill([2, 4], 100), target).dataSync()[0]).toBe(50);
  });

  test('nothing that counts is no loss', () => {
    for (const [location, type] of probes) {
      const target = outputTarget(truthOf(location, type), batch, () => false);
      const logits = randomTensor(denseShape(probeOf(location, type), batch), 'logits');
      expect(probeLoss(type, logits, target).dataSync()[0]).toBeCloseTo(0, 12);
    }
  });
});

describe('decisions', () => {
  const decided = (type: ProbeType, logits: number[]) => [
    ...hardFeature('x', probeOf('node', type), tf.tensor(logits, [1, 3, logits.length / 3]), one, undefined)
      .data,
  ];
  const one = { size: 1, nodes: 3, nodeCounts: Int32Array.of(3) } as Batch;

  test('of equal scores the first is chosen', () => {
    expect(decided('pointer', [1, 2, 2, 3, 3, 3, 0, 0, -1])).toEqual([1, 0, 0]);
    expect(decided('categorical', [1, 2, 2, 3, 3, 3, 0, 0, -1])).toEqual([0, 1, 0, 1, 0, 0, 1, 0, 0]);
  });

  // Logits so far apart that the number of rounds decides.
  const matrices = Array.from({ length: 60 }, (_, i) => [...keyed('matching', i).uniforms(36, -3, 3)]);
  const matching = probeOf('node', 'permutation_pointer');
  const six = { size: 1, nodes: 6, nodeCounts: Int32Array.of(6) } as Batch;
  const tensorOf = (x: readonly number[]) => tf.tensor([...x], [1, 6, 6]);
  const chosen = (x: readonly number[]) =>
    [0, 6, 12, 18, 24, 30].map((start) => {
      const row = x.slice(start, start + 6);
      return row.indexOf(Math.max(...row));
    });

  test('of a matching are taken after fifty rounds', () => {
    const made = (x: readonly number[]) =>
      chosen([...hardFeature('x', matching, tensorOf(x), six, undefined).data]);
    const after = (rounds: number) => matrices.map((x) => chosen(logSinkhorn(x, 6, rounds)));
    expect(matrices.map(made)).toEqual(after(50));
    expect(after(25)).not.toEqual(after(50));
  });

  test('of a matching are fed back softly after twenty-five rounds', () => {
    for (const x of matrices.slice(0, 20)) {
      const soft = softValue(matching, tensorOf(x), undefined).dataSync();
      expectClose(soft, logSinkhorn(x, 6, 25).map(Math.exp), { relative: 1e-3, absolute: 1e-5 });
    }
  });

  test('a bit is set where it is likelier than not', () => {
    expect(decided('mask', [-0.1, 0, 0.1])).toEqual([0, 0, 1]);
    expect(decided('scalar', [-0.5, 0, 0.25])).toEqual([-0.5, 0, 0.25]);
  });
});

test('probes that no algorithm has are refused', () => {
  const make = (location: Location, type: ProbeType) => () =>
    decoder(Parameters.seeded(1), probeOf(location, type), { nodes: 3, edges: 2, hidden: 1 });
  expect(make('graph', 'mask_one')).toThrow(/no decoder for a mask_one at graph/);
  expect(make('edge', 'permutation_pointer')).toThrow(/no decoder for a permutation_pointer at edge/);
  expect(make('node', 'should_be_permutation')).toThrow(/preprocessed/);
});
