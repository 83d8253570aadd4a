/** The Triplet-GMPNN against the equations of the reference. */
import type * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../../lib/backend/index.ts';
import { writtenOut } from '../../../../lib/model/nar/edge-features.ts';
import type { ProcessorInputs } from '../../../../lib/model/nar/index.ts';
import { expectClose } from '../../../support/close.ts';
import { expectGradient } from '../../../support/gradient-check.ts';
import { smallConfig } from '../small.ts';
import {
  add,
  all,
  gradientNorms,
  nodes,
  plainLayers,
  randomInputs,
  randomProcessor,
  relu,
  sigmoid,
  size,
  vectorsOf,
} from './tiny.ts';

await chooseBackend();

const { width, tripletWidth } = smallConfig;

describe('triplet_gmpnn', () => {
  const { made, values, variables } = randomProcessor('triplet_gmpnn');
  const inputs = randomInputs('triplet_gmpnn');

  test('the equations of the reference, one number at a time', () => {
    const oracle = naive(values, inputs);
    const { nodes: hidden, edges } = made.advance(inputs);
    expectClose(hidden.dataSync(), oracle.hidden, { relative: 1e-4, absolute: 1e-5 }, 'hidden');
    expectClose(edges!.dataSync(), oracle.triplets, { relative: 1e-4, absolute: 1e-5 }, 'triplets');
    expect(made.advance({ ...inputs, wantsEdges: false }).edges).toBeUndefined();
  });

  test.each(['nodes', 'edges'] as const)('gradient of %s with regard to what it is given', (part) => {
    const { encoding, hidden } = inputs;
    const f = (node: tf.Tensor, edge: tf.Tensor, graph: tf.Tensor, state: tf.Tensor): tf.Tensor =>
      made.advance({
        ...inputs,
        encoding: { node: node as tf.Tensor3D, edge: edge as tf.Tensor4D, graph: graph as tf.Tensor2D },
        hidden: state as tf.Tensor3D,
      })[part]!;
    const given = [encoding.node, writtenOut(encoding.edge), encoding.graph, hidden];
    expectGradient(f, given, { step: 1e-3, tolerance: 1e-2 });
  });

  test('every parameter but those of the triplets moves the state, and those move the edges', () => {
    for (const [key, norm] of gradientNorms(() => made.advance(inputs).nodes, variables)) {
      expect(norm > 0, key).toBe(!key.startsWith('triplet.'));
    }
    for (const [key, norm] of gradientNorms(() => made.advance(inputs).edges!, variables)) {
      expect(norm > 0, key).toBe(key.startsWith('triplet.'));
    }
  });
});

/** Section 8.3 of the reference in plain loops, float64. */
function naive(values: ReadonlyMap<string, number[]>, inputs: ProcessorInputs) {
  const { linear, norm } = plainLayers(values);
  const { node, edge, graph, state } = vectorsOf(inputs);
  const mask = [...inputs.reach!.dataSync()];
  const largest = (xs: number[][]) => xs[0].map((_, i) => Math.max(...xs.map((x) => x[i])));
  const result: { hidden: number[]; triplets: number[] } = { hidden: [], triplets: [] };
  for (let b = 0; b < size; b++) {
    const z = all.map((i) => [...node[b][i], ...state[b][i]]);
    const [e, g] = [edge[b], graph[b]];
    for (const j of all) {
      const messages = all.map((i) => {
        if (mask[(b * nodes + i) * nodes + j] === 0) return Array<number>(width).fill(-1e6);
        const parts = [linear('message.senders', z[i]), linear('message.receivers', z[j])];
        const sum = add(...parts, linear('message.edges', e[i][j]), linear('message.graph', g));
        return linear('message.out', relu(linear('message.hidden', relu(sum))));
      });
      const received = largest(messages);
      const proposed = relu(add(linear('update.self', z[j]), linear('update.received', received)));
      const after = norm('update.norm', proposed);
      const gate = sigmoid(
        linear('gate.out', relu(add(linear('gate.self', z[j]), linear('gate.received', received)))),
      );
      result.hidden.push(...state[b][j].map((before, h) => after[h] * gate[h] + before * (1 - gate[h])));
    }
    for (const j of all) {
      for (const k of all) {
        const triplets = all.map((i) =>
          add(
            linear('triplet.i', z[i]),
            linear('triplet.j', z[j]),
            linear('triplet.k', z[k]),
            linear('triplet.ij', e[i][j]),
            linear('triplet.ik', e[i][k]),
            linear('triplet.jk', e[j][k]),
            linear('triplet.graph', g),
          ),
        );
        expect(triplets[0].length).toBe(tripletWidth);
        result.triplets.push(...relu(linear('triplet.out', largest(triplets))));
      }
    }
  }
  return result;
}
