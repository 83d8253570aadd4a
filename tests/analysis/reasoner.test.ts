import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  reasonerTrajectory,
  trainingSignal,
  tripletMessages,
  tripletParts,
} from '../../lib/analysis/index.ts';
import { chooseBackend } from '../../lib/backend/index.ts';
import { collate, preprocess, sampleAt } from '../../lib/dataset/index.ts';
import { keyed } from '../../lib/random/index.ts';
import { smallNar } from '../model/nar/small.ts';

let reasoner: ReturnType<typeof smallNar>;
beforeAll(async () => {
  await chooseBackend();
  reasoner = smallNar(['bfs', 'dijkstra']);
});
afterAll(() => reasoner.parameters.dispose());

const graph = sampleAt('bfs', 4, 1, 6);

describe('the triplet messages of a reasoner', () => {
  test('are the sums of their parts, and their maximum over the third node is what the reasoner takes', () => {
    const messages = tripletMessages(reasoner.nar, graph);
    expect([messages.nodes, messages.features]).toEqual([4, 3]);
    for (let at = 0; at < 4 * 4 * 3; at++) {
      const [j, k, feature] = [Math.floor(at / 12), Math.floor(at / 3) % 4, at % 3];
      const sums = [0, 1, 2, 3].map((i) => messages.message({ i, j, k }, feature));
      expect(messages.largest({ j, k }, feature)).toBeCloseTo(Math.max(...sums), 4);
    }
  });

  test('give the edges of the memory after a further linear map', () => {
    const messages = tripletMessages(reasoner.nar, graph);
    const named = (name: string) =>
      reasoner.variables.get(`nar.processor.triplet.out.${name}`)!.dataSync<'float32'>();
    const [weight, bias] = [named('weight'), named('bias')];
    const width = bias.length;
    const [first, ...others] = reasoner.nar.memories(collate([preprocess(graph)]));
    const edges = first.edges.dataSync();
    for (const [j, k] of [
      [0, 1],
      [2, 2],
      [3, 0],
    ]) {
      for (let h = 0; h < width; h++) {
        const sum = [0, 1, 2].reduce(
          (total, f) => total + messages.largest({ j, k }, f) * weight[f * width + h],
          bias[h],
        );
        expect(edges[(j * 4 + k) * width + h]).toBeCloseTo(Math.max(0, sum), 4);
      }
    }
    for (const { nodes, edges: rest, mask } of [first, ...others]) tf.dispose([nodes, rest, mask]);
  });

  test('depend on i, j and k through the parts that are named after them', () => {
    const weighted = sampleAt('dijkstra', 4, 1, 1);
    const messages = tripletMessages(reasoner.nar, weighted);
    const at = { i: 0, j: 1, k: 2 };
    for (const part of tripletParts) {
      const moves = (index: 'i' | 'j' | 'k') =>
        [0, 1, 2, 3].some(
          (node) => messages.part(part, { ...at, [index]: node }, 0) !== messages.part(part, at, 0),
        );
      const changed = (['i', 'j', 'k'] as const).filter(moves);
      expect(changed, part).toEqual(part === 'graph' ? [] : [...part]);
    }
  });

  test('leave no tensor behind, and are refused where a processor has none', () => {
    const before = tf.memory().numTensors;
    tripletMessages(reasoner.nar, graph);
    expect(tf.memory().numTensors).toBe(before);
    const plain = smallNar(['bfs'], { processor: 'mpnn' });
    expect(() => tripletMessages(plain.nar, graph)).toThrow(/kind mpnn sends no messages over triplets/);
    plain.parameters.dispose();
  });
});

test("a reasoner's own trajectory starts with what it is given and goes on with what it predicts", () => {
  const own = reasonerTrajectory(reasoner.nar, graph);
  const { hints, outputs } = reasoner.nar.predict(collate([preprocess(graph)]));
  expect(own.length).toBeGreaterThan(2);
  expect([...own.hints.pi_h.data.subarray(0, 4)]).toEqual([...graph.hints.pi_h.data.subarray(0, 4)]);
  expect([...own.hints.pi_h.data.subarray(4)]).toEqual([...hints.pi_h.data]);
  expect([...own.outputs.pi.data]).toEqual([...outputs.pi.data]);
  expect(own.hints.pi_h.shape).toEqual(graph.hints.pi_h.shape);
});

test('the training signal is the training loss, part by part', () => {
  const before = tf.memory().numTensors;
  const parts = trainingSignal(reasoner.nar, graph);
  expect(parts.map(({ probe, stage, location, type }) => [probe, stage, location, type])).toEqual([
    ['pi', 'output', 'node', 'pointer'],
    ['reach_h', 'hint', 'node', 'mask'],
    ['pi_h', 'hint', 'node', 'pointer'],
  ]);
  const total = reasoner.nar.loss(collate([preprocess(graph)]), keyed('training signal'));
  expect(parts.reduce((sum, { loss }) => sum + loss, 0)).toBeCloseTo(total.dataSync()[0], 5);
  total.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
