/** ForgetNet and G-ForgetNet: what they recall, and what an open gate costs in training. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../../lib/backend/index.ts';
import type { Batch } from '../../../../lib/dataset/index.ts';
import { type Nar, chunksOf } from '../../../../lib/model/nar/index.ts';
import { watching } from '../../../../lib/model/watch.ts';
import { expectClose } from '../../../support/close.ts';
import { expectGradient } from '../../../support/gradient-check.ts';
import { expectNoLeak } from '../../../support/leaks.ts';
import { batchOf, gradientsOf, halves, smallConfig, smallNar } from '../small.ts';
import {
  all,
  gradientNorms,
  plainLayers,
  randomInputs,
  randomProcessor,
  sigmoid,
  vectorsOf,
} from './tiny.ts';

await chooseBackend();

const { width } = smallConfig;

describe('forgetnet', () => {
  test('neither its rounds nor its decoders see the state before the step', () => {
    const { made } = randomProcessor('forgetnet');
    const inputs = randomInputs('forgetnet');
    expect([...made.recall!(inputs).nodes.dataSync()].every((value) => value === 0)).toBe(true);
    const { nar } = smallNar(['bfs'], { processor: 'forgetnet' });
    const memory = nar.memory(batchOf('bfs', [5]), 'decoder');
    const before = tf.slice(memory.nodes, [0, 0, width], [1, 5, width]).dataSync();
    expect([...before].every((value) => value === 0)).toBe(true);
  });

  test('the steps of an algorithm without encoded hints are all the same', () => {
    const statesOf = (processor: 'forgetnet' | 'triplet_mpnn') => {
      const { nar } = smallNar(['insertion_sort'], { processor, hints: 'none' });
      return nar.memories(batchOf('insertion_sort', [5])).map(({ nodes }) => [...nodes.dataSync()]);
    };
    const [first, ...others] = statesOf('forgetnet');
    expect(others.length).toBeGreaterThan(1);
    for (const other of others) expect(other).toEqual(first);
    expect(statesOf('triplet_mpnn')[1]).not.toEqual(statesOf('triplet_mpnn')[0]);
  });

  test('rounds of one step do see each other', () => {
    const [one, two] = [1, 2].map((messagePassingSteps) =>
      smallNar(['bfs'], { processor: 'forgetnet', messagePassingSteps }),
    );
    const batch = batchOf('bfs', [5]);
    expect(one.nar.loss(batch, halves()).arraySync()).not.toBe(two.nar.loss(batch, halves()).arraySync());
  });
});

describe('g_forgetnet', () => {
  const { made, values } = randomProcessor('g_forgetnet');
  const inputs = randomInputs('g_forgetnet');
  const real = tf.tensor2d([1, 1, 1, 1, 1, 1, 1, 0], [2, 4]);

  test('recalls a share of each number, which encodings and state decide; its cost is the norm of that share', () => {
    const { linear } = plainLayers(values);
    const { node, state } = vectorsOf(inputs);
    const gates = [0, 1].map((b) =>
      all.map((i) => sigmoid(linear('recall', [...node[b][i], ...state[b][i]]))),
    );
    const recalled = gates.map((graph, b) => graph.map((gate, i) => gate.map((g, h) => g * state[b][i][h])));
    const meanNorm = (gate: number[][]) => gate.reduce((sum, g) => sum + Math.hypot(...g), 0) / gate.length;
    const result = made.recall!(inputs);
    expectClose(result.nodes.dataSync(), recalled.flat(2), { relative: 1e-5, absolute: 1e-6 });
    expectClose(result.losses!.gate.dataSync(), gates.map(meanNorm), { relative: 1e-5, absolute: 1e-6 });
    const padded = made.recall!({ ...inputs, padding: { real } }).losses!.gate.dataSync();
    expectClose(padded, [meanNorm(gates[0]), meanNorm(gates[1].slice(0, 3))]);
  });

  test.each(['nodes', 'gate'] as const)('gradient of %s with regard to what it is given', (part) => {
    const f = (node: tf.Tensor, hidden: tf.Tensor): tf.Tensor => {
      const encoding = { ...inputs.encoding, node: node as tf.Tensor3D };
      const { nodes, losses } = made.recall!({
        ...inputs,
        encoding,
        hidden: hidden as tf.Tensor3D,
        padding: { real },
      });
      return part === 'nodes' ? nodes : losses!.gate;
    };
    expectGradient(f, [inputs.encoding.node, inputs.hidden], { step: 1e-2, tolerance: 1e-2 });
  });

  test('a gate that is shut for good has slope zero, not NaN', () => {
    const shut = randomProcessor('g_forgetnet');
    shut.variables.get('recall.bias')!.assign(tf.fill([width], -200));
    const slopes = gradientNorms(() => shut.made.recall!(inputs).losses!.gate, shut.variables);
    for (const [name, slope] of slopes) expect(slope, name).toBe(0);
  });
});

describe('the penalty on the gate', () => {
  const batch = batchOf('insertion_sort', [6, 4, 6]);
  const config = { processor: 'g_forgetnet', gatePenalty: 0.7 } as const;
  const { nar, variables } = smallNar(['insertion_sort'], config);
  const free = smallNar(['insertion_sort'], { ...config, gatePenalty: 0 }).nar;

  /** The mean norm of the gate over real nodes, and over the steps from `from` to `to` - 1 that a hint follows. */
  function meanNorm(reasoner: Nar, seen: Batch, from: number, to: number) {
    const { lengths, nodeCounts, nodes, size } = seen;
    const norms: number[] = [];
    const look = (name: string, value: tf.Tensor) => {
      const [, step] = /^nar\.steps\.(\d+)\.recall$/.exec(name) ?? [];
      if (step === undefined || Number(step) < from || Number(step) >= to) return;
      const gate = value.dataSync();
      for (let b = 0; b < size; b++) {
        if (Number(step) + 1 >= lengths[b]) continue;
        const ofNode = (i: number) =>
          Math.hypot(...gate.slice((b * nodes + i) * width, (b * nodes + i + 1) * width));
        const reals = Array.from({ length: nodeCounts[b] }, (_, i) => ofNode(i));
        norms.push(reals.reduce((sum, norm) => sum + norm, 0) / reals.length);
      }
    };
    watching(look, () => tf.tidy(() => reasoner.losses(seen, halves())));
    return norms.reduce((sum, norm) => sum + norm, 0) / norms.length;
  }

  test('is a part of the loss: the smaller, the worse the hints are predicted', () => {
    const losses = new Map(
      Object.entries(tf.tidy(() => nar.losses(batch, halves()))).map(([part, loss]) => [
        part,
        loss.arraySync(),
      ]),
    );
    const hints = [...losses].flatMap(([part, loss]) => (part.startsWith('hint:') ? [loss] : []));
    expect(hints.length).toBe(3);
    const hintLoss = hints.reduce((sum, loss) => sum + loss, 0) / hints.length;
    const expected = 0.7 * Math.exp(-hintLoss) * meanNorm(nar, batch, 0, 5);
    expectClose([losses.get('processor:gate')!], [expected], { relative: 1e-4, absolute: 1e-5 });
    const total = [...losses.values()].reduce((sum, loss) => sum + loss, 0);
    expectClose(nar.loss(batch, halves()).dataSync(), [total]);
  });

  test('is in the loss of every chunk, from the steps and the hints of that chunk', () => {
    const even = batchOf('insertion_sort', [6, 6]);
    const chunks = chunksOf(even, 2);
    expect(chunks.length).toBe(3);
    const ofOutputs = Object.entries(free.losses(even, halves())).filter(([part]) =>
      part.startsWith('output:'),
    );
    const outputs = ofOutputs.reduce((sum, [, loss]) => sum + loss.arraySync(), 0);
    chunks.forEach((chunk, i) => {
      const [penalised, plain] = [nar, free].map((each) =>
        tf.tidy(each.chunkLoss(even, halves(), chunk)).arraySync(),
      );
      const hintLoss = (plain - (i === 2 ? outputs : 0)) / 3;
      const expected = 0.7 * Math.exp(-hintLoss) * meanNorm(nar, even, chunk.from, chunk.to);
      expectClose([penalised - plain], [expected], { relative: 1e-3, absolute: 1e-5 });
    });
  });

  test('pulls at the gate, and not at the hints that weigh it', () => {
    // No gradient flows through hints that are fed back as decisions: only the weight is left.
    const hard = smallNar(['insertion_sort'], { ...config, reprediction: 'hard' });
    const all = [...hard.variables.values()];
    const { grads } = tf.variableGrads(() => hard.nar.losses(batch, halves())['processor:gate'], all);
    const slopes = (name: string) => {
      const variable = hard.variables.get(`nar.${name}`)!;
      return variable.name in grads ? [...grads[variable.name].dataSync()] : [0];
    };
    expect(slopes('processor.recall.bias').every((slope) => slope > 0)).toBe(true);
    expect(slopes('algorithms.insertion_sort.decoders.i.nodes.weight').every((slope) => slope === 0)).toBe(
      true,
    );
  });

  test('costs evaluation nothing, and leaves nothing behind', () => {
    expectNoLeak(() => nar.predict(batch));
    expectNoLeak(() => gradientsOf(nar, batch, variables));
    expectNoLeak(() => {
      for (const chunk of chunksOf(batch, 2)) {
        const { value, grads } = tf.variableGrads(nar.chunkLoss(batch, halves(), chunk), [
          ...variables.values(),
        ]);
        tf.dispose([value, grads]);
      }
    });
  });
});
