/** Memories that are kept, against those that are computed anew. */
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Batch, collate, preprocess, sampleAt } from '../../../lib/dataset/index.ts';
import type { Memory } from '../../../lib/model/memory.ts';
import { Nar, referenceNarConfig } from '../../../lib/model/nar/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { MemoryBank, type Reasoner, disposeMemories, memoriesAt } from '../../../lib/model/transnar/index.ts';
import { stoppedAt } from '../../../lib/model/transnar/reasoner.ts';
import { expectClose } from '../../support/close.ts';
import { expectNoLeak } from '../../support/leaks.ts';

const config = { ...referenceNarConfig, width: 6, tripletWidth: 3 };
const nar = new Nar(config, ['bfs', 'minimum', 'insertion_sort'], Parameters.seeded('nar'));

/** The batches that the reasoner was asked about. */
let asked: Batch[] = [];
const reasoner: Reasoner = {
  memoryWidths: nar.memoryWidths('hidden'),
  memory(batch) {
    asked.push(batch);
    return nar.memory(batch);
  },
};
beforeEach(() => {
  asked = [];
});

const problem = (algorithm: string, size: number, index: number) => ({
  key: `${algorithm} ${size} ${index}`,
  trajectory: sampleAt(algorithm, size, 0, index),
});
const mixed = [problem('bfs', 4, 0), problem('minimum', 6, 0), problem('bfs', 4, 1), problem('bfs', 5, 0)];
const everything = 1e9;

describe('a memory bank', () => {
  test('gives each problem what the reasoner gives it alone, padded to the largest graph', () => {
    const bank = new MemoryBank({ reasoner, readsAt: [1], limit: everything });
    const [memory] = bank.memories(mixed);
    expect(memory.nodes.shape).toEqual([4, 6, 6]);
    mixed.forEach(({ trajectory }, b) => {
      const alone = nar.memory(collate([preprocess(trajectory)]));
      const n = trajectory.nodes;
      const rest = 6 - n;
      const padded: Memory = {
        nodes: tf.pad(alone.nodes, [[0, 0], [0, rest], [0, 0]]), // prettier-ignore
        edges: tf.pad(alone.edges, [[0, 0], [0, rest], [0, rest], [0, 0]]), // prettier-ignore
        mask: tf.pad(alone.mask, [[0, 0], [0, rest]]), // prettier-ignore
      };
      for (const part of ['nodes', 'edges', 'mask'] as const) {
        const own = tf.slice(memory[part] as tf.Tensor, b, 1).dataSync();
        expectClose(own, padded[part].dataSync(), undefined, `${part} of problem ${b}`);
      }
    });
  });

  test('computes a problem once, and together with others of its algorithm and size', () => {
    const bank = new MemoryBank({ reasoner, readsAt: [1], limit: everything });
    disposeMemories(bank.memories([...mixed, mixed[0]]));
    expect(asked.map(({ algorithm, size, nodes }) => [algorithm, size, nodes])).toEqual([
      ['bfs', 2, 4],
      ['minimum', 1, 6],
      ['bfs', 1, 5],
    ]);
    disposeMemories(bank.memories([mixed[3], mixed[0]]));
    expect(asked).toHaveLength(3);
    expect(bank.computed).toBe(4);
  });

  test('keeps within its limit, and what it keeps stays', () => {
    const bytes = (n: number) => 4 * (n * 6 + n * n * 6);
    const limit = bytes(4) + bytes(5);
    const bank = new MemoryBank({ reasoner, readsAt: [1], limit });
    const ask = (i: number) => {
      asked = [];
      disposeMemories(bank.memories([mixed[i]]));
      return asked.length;
    };
    expect([ask(0), ask(1), ask(3), ask(2)]).toEqual([1, 1, 1, 1]);
    expect(bank.bytes).toBe(limit);
    expect([ask(0), ask(3), ask(1), ask(2), ask(0)]).toEqual([0, 0, 1, 1, 0]);
  });

  test('gives layers that read the same step the same memory, and others an earlier one', () => {
    const bank = new MemoryBank({ reasoner, readsAt: [0.5, 1, 1], limit: everything });
    const [early, late, last] = bank.memories(mixed);
    expect(late).toBe(last);
    expect(early).not.toBe(late);
    expect(early.nodes.dataSync()).not.toEqual(late.nodes.dataSync());
    disposeMemories([early, late, last]);
    expect([early, late].every(({ nodes }) => nodes.isDisposed)).toBe(true);
  });

  test('leaves no tensors behind but those it gives', () => {
    const bank = new MemoryBank({ reasoner, readsAt: [0.5, 1], limit: everything });
    expectNoLeak(() => disposeMemories(bank.memories(mixed)));
    expectNoLeak(() => disposeMemories(bank.memories(mixed)));
  });

  test('is cut off from the reasoner: its parameters get no gradient', () => {
    const bank = new MemoryBank({ reasoner, readsAt: [1], limit: 0 });
    const [variable] = nar.parametersOf('bfs').values();
    const sum = () => tf.tidy(() => tf.sum(bank.memories(mixed)[0].nodes).asScalar());
    expect(() => tf.variableGrads(sum, [variable])).toThrow('Cannot find a connection');
  });
});

test('an earlier memory is that of the reasoner’s step', () => {
  const trajectories = [0, 1, 2].map((index) => preprocess(sampleAt('insertion_sort', 5, 0, index)));
  const batch = collate(trajectories);
  const steps = nar.memories(batch);
  // Five hints: four steps.
  expect(batch.lengths).toEqual(Int32Array.of(5, 5, 5));
  const [half, most, last] = memoriesAt(reasoner, batch, [0.5, 0.75, 1]);
  expectClose(half.nodes.dataSync(), steps[1].nodes.dataSync());
  expectClose(half.edges.dataSync(), steps[1].edges.dataSync());
  expectClose(most.nodes.dataSync(), steps[2].nodes.dataSync());
  expectClose(last.nodes.dataSync(), steps[3].nodes.dataSync());
  expect(asked).toHaveLength(3);
});

test('a share of the steps is a whole number of them, rounded, and at least one', () => {
  const lengths = Int32Array.of(2, 3, 4, 5, 8);
  const batch = { ...collate([preprocess(sampleAt('bfs', 4, 0, 0))]), lengths };
  // One hint more than steps: 1, 2, 3, 4 and 7 steps.
  const stepsAt = (share: number) => [...stoppedAt(batch, share).lengths].map((hints) => hints - 1);
  expect(stepsAt(1 / 3)).toEqual([1, 1, 1, 1, 2]);
  expect(stepsAt(0.5)).toEqual([1, 1, 2, 2, 4]);
  expect(stepsAt(2 / 3)).toEqual([1, 1, 2, 3, 5]);
  expect(stepsAt(1)).toEqual([1, 2, 3, 4, 7]);
});

test('a reasoner that is trained along gets a gradient through its memories', () => {
  const batch = collate([preprocess(sampleAt('bfs', 4, 0, 0))]);
  const variables = [...nar.parametersOf('bfs').values()];
  const sizeOf = (share: number) => {
    const { value, grads } = tf.variableGrads(
      () => tf.tidy(() => tf.sum(tf.square(memoriesAt(reasoner, batch, [share])[0].nodes)).asScalar()),
      variables,
    );
    const sizes = Object.values(grads).map((gradient) => tf.max(tf.abs(gradient)).dataSync()[0]);
    tf.dispose([value, grads]);
    return Math.max(...sizes);
  };
  expect(sizeOf(1)).toBeGreaterThan(1e-3);
  expect(sizeOf(0.5)).toBeGreaterThan(1e-3);
});
