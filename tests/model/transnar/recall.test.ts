/** How training comes by memories. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { sampleAt } from '../../../lib/dataset/index.ts';
import { Nar, referenceNarConfig } from '../../../lib/model/nar/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import {
  MemoryBank,
  type Recall,
  type Reasoner,
  recallFrom,
  recallLearning,
  recallNothing,
} from '../../../lib/model/transnar/index.ts';
import { expectClose } from '../../support/close.ts';
import { expectNoLeak } from '../../support/leaks.ts';

const config = { ...referenceNarConfig, width: 6, tripletWidth: 3 };
const nar = new Nar(config, ['bfs'], Parameters.seeded('nar'));
const reasoner: Reasoner = {
  memoryWidths: nar.memoryWidths('hidden'),
  memory: (batch) => nar.memory(batch),
};
const readsAt = [0.5, 1, 1];
const frozen = recallFrom(new MemoryBank({ reasoner, readsAt, limit: 1e9 }));
const learning = recallLearning(reasoner, readsAt);

const problems = [0, 1].map((index) => ({ key: String(index), trajectory: sampleAt('bfs', 4, 0, index) }));
const variables = [...nar.parametersOf('bfs').values()];

/** Gradients of a loss that reads the memories, by variable. */
function gradients(recall: Recall): tf.NamedTensorMap {
  const recalled = recall(problems);
  const loss = () => tf.addN(recalled.memories().map(({ nodes }) => nodes.square().sum())).asScalar();
  try {
    const { value, grads } = tf.variableGrads(() => tf.tidy(loss), variables);
    value.dispose();
    return grads;
  } finally {
    recalled.dispose();
  }
}

test('a learning reasoner remembers what a frozen one with its parameters does', () => {
  const [a, b] = [frozen(problems), learning(problems)];
  const [kept, made] = [a.memories(), b.memories()];
  expect(made).toHaveLength(readsAt.length);
  expect(made[1]).toBe(made[2]);
  made.forEach((memory, layer) => {
    for (const part of ['nodes', 'edges', 'mask'] as const) {
      expectClose(memory[part].dataSync(), kept[layer][part].dataSync(), undefined, part);
    }
  });
});

test('either tells what the text calls the nodes, where they are named anew', () => {
  const labels = [0, 1, 2, 3].map((node) => 5 * node + 2);
  const named = [{ ...problems[0], labels }, problems[1]];
  for (const recall of [frozen, learning]) {
    expect(recall(named).memories()[0].labels).toEqual([labels, []]);
    expect(recall(problems).memories()[0].labels).toBeUndefined();
  }
});

test('only a learning reasoner gets a gradient', () => {
  const sizes = Object.values(gradients(learning)).map((gradient) => gradient.abs().max().dataSync()[0]);
  expect(Math.max(...sizes)).toBeGreaterThan(1e-3);
  expect(() => gradients(frozen)).toThrow('Cannot find a connection');
});

test('nothing is left behind, and a Transformer reads nothing', () => {
  expectNoLeak(() => tf.dispose(gradients(learning)));
  expectNoLeak(() => {
    const recalled = frozen(problems);
    expect(recalled.memories()).toHaveLength(readsAt.length);
    recalled.dispose();
  });
  expect(recallNothing(problems).memories()).toEqual([]);
});
