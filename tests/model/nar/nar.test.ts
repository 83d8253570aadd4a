import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { type AlgorithmName, type Batch, algorithmNames } from '../../../lib/dataset/index.ts';
import { evaluate, evaluateHints } from '../../../lib/metric/index.ts';
import { disposeMemory } from '../../../lib/model/memory.ts';
import { type MemoryState, Nar, type NarConfig, chunksOf, narConfig } from '../../../lib/model/nar/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { keyed } from '../../../lib/random/index.ts';
import { expectClose } from '../../support/close.ts';
import { expectNoLeak } from '../../support/leaks.ts';
import { batchOf, gradientsOf, halves, smallConfig, smallNar } from './small.ts';

await chooseBackend();

const lossOf = (nar: Nar, batch: Batch, random = halves()) =>
  tf.tidy(() => nar.loss(batch, random).arraySync());

describe('every algorithm', () => {
  const { nar, parameters } = smallNar(algorithmNames);

  test.each(algorithmNames)('%s: a finite loss, and decisions that metrics accept', (name) => {
    const batch = batchOf(name, [4, 5]);
    expect(Number.isFinite(lossOf(nar, batch))).toBe(true);
    const { outputs, hints } = nar.predict(batch);
    const { score } = evaluate(batch.outputs, outputs);
    expect(score >= 0 && score <= 1).toBe(true);
    expect(Object.keys(evaluateHints(batch.hints, hints, batch.lengths).byHint)).toEqual(Object.keys(hints));
  });

  test('a batch trains the processor and what its algorithm owns', () => {
    const own = nar.parametersOf('bfs');
    const prefixes = ['nar.processor.', 'nar.algorithms.bfs.'];
    const expected = [...parameters.entries().keys()].filter((key) =>
      prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect([...own.keys()].sort()).toEqual(expected.sort());
    const { grads } = tf.variableGrads(() => nar.loss(batchOf('bfs', [4, 5]), halves()));
    expect(Object.keys(grads).length).toBeGreaterThan(40);
    const names = new Set([...own.values()].map((variable) => variable.name));
    expect(Object.keys(grads).every((name) => names.has(name))).toBe(true);
  });
});

test('parameters start as those of the reference', () => {
  const parameters = Parameters.seeded(1);
  new Nar({ ...smallConfig, width: 64 }, ['dijkstra'], parameters);
  const deviation = (name: string) => {
    const variable = parameters.entries().get(`nar.${name}`)!;
    return Math.sqrt(tf.mean(tf.square(variable)).arraySync() as number);
  };
  const truncated = 0.8796; // standard deviation of a normal cut off at two deviations
  expect(deviation('processor.message.hidden.weight')).toBeCloseTo(truncated / 8, 2);
  expect(deviation('processor.message.senders.weight')).toBeCloseTo(truncated / Math.sqrt(128), 2);
  expect(deviation('algorithms.dijkstra.encoders.A.weight')).toBeGreaterThan(0.6);
  expect(deviation('algorithms.dijkstra.encoders.d.weight')).toBeCloseTo(truncated / 8, 1);
  expect([...parameters.entries().get('nar.processor.gate.out.bias')!.dataSync()]).toEqual(
    Array(64).fill(-3),
  );
  expect(deviation('processor.message.out.bias')).toBe(0);
});

describe('hints', () => {
  const batch = batchOf('bfs', [5, 5, 5], 21);
  const longer = batchOf('insertion_sort', [6, 6]);

  test('"none" knows no hints, "decoded_only" does not encode them', () => {
    const [none, decodedOnly] = (['none', 'decoded_only'] as const).map((hints) =>
      smallNar(['bfs'], { hints }),
    );
    expect(Object.keys(none.nar.losses(batch, halves()))).toEqual(['output:pi']);
    expect(Object.keys(none.nar.predict(batch).hints)).toEqual([]);
    expect([...none.variables.keys()].filter((key) => key.includes('pi_h'))).toEqual([]);
    expect(Object.keys(decodedOnly.nar.losses(batch, halves()))).toEqual([
      'output:pi',
      'hint:reach_h',
      'hint:pi_h',
    ]);
    expect([...decodedOnly.variables.keys()].filter((key) => key.includes('encoders.pi_h'))).toEqual([]);
    expect(Number.isFinite(lossOf(decodedOnly.nar, batch))).toBe(true);
  });

  test('with teacher forcing, a change of what is predicted does not change what comes next', () => {
    const changed = (teacherForcing: number) => {
      const { nar, variables } = smallNar(['insertion_sort'], { teacherForcing });
      const state = () => tf.tidy(() => nar.losses(longer, halves())['hint:i'].arraySync());
      const before = state();
      variables.get('nar.algorithms.insertion_sort.decoders.j.nodes.weight')!.assign(tf.fill([18, 1], 3));
      return Math.abs(state() - before);
    };
    expect(changed(0)).toBeGreaterThan(1e-4);
    expect(changed(1)).toBe(0);
  });

  test('teacher forcing by chance is between the two, and repeatable', () => {
    const { nar } = smallNar(['insertion_sort'], { teacherForcing: 0.5 });
    const losses = ['a', 'b', 'a'].map((key) => lossOf(nar, longer, keyed(key)));
    expect(losses[0]).toBe(losses[2]);
    const withoutNoise = (key: string) => tf.tidy(() => nar.losses(longer, keyed(key))['hint:i'].arraySync());
    expect(withoutNoise('a')).not.toBe(withoutNoise('b'));
  });

  test('hard hints are decisions, and no gradient flows through them', () => {
    const [soft, hard, hardOnEvaluation] = (['soft', 'hard', 'hard_on_eval'] as const).map((reprediction) =>
      smallNar(['insertion_sort'], { reprediction }),
    );
    expect(lossOf(hardOnEvaluation.nar, longer)).toBe(lossOf(soft.nar, longer));
    expect(lossOf(hard.nar, longer)).not.toBe(lossOf(soft.nar, longer));
    const logits = [soft, hard, hardOnEvaluation].map(({ nar }) => [
      ...nar.logits(longer).outputs['pred_mask'].dataSync(),
    ]);
    expect(logits[2]).toEqual(logits[1]);
    expect(logits[2]).not.toEqual(logits[0]);
    // Only through the fed-back hints does the decoder of `j` matter to the loss of `i`.
    const reach = ({ nar, variables }: typeof hard) => {
      const decoderOfJ = variables.get('nar.algorithms.insertion_sort.decoders.j.nodes.weight')!;
      const others = [...variables.values()].filter(({ name }) => name !== decoderOfJ.name);
      const { grads } = tf.variableGrads(
        () => nar.losses(longer, halves())['hint:i'],
        [decoderOfJ, ...others],
      );
      return decoderOfJ.name in grads;
    };
    expect([reach(soft), reach(hard)]).toEqual([true, false]);
  });

  test('dropout changes training and not evaluation', () => {
    const [plain, dropping] = [0, 0.5].map((dropout) => smallNar(['bfs'], { dropout }));
    expect(lossOf(dropping.nar, batch, keyed('x'))).not.toBe(lossOf(plain.nar, batch, keyed('x')));
    expect(lossOf(dropping.nar, batch, keyed('x'))).toBe(lossOf(dropping.nar, batch, keyed('x')));
    expect(dropping.nar.predict(batch)).toEqual(plain.nar.predict(batch));
  });

  test('more rounds of messages reach further', () => {
    const [one, three] = [1, 3].map((messagePassingSteps) => smallNar(['bfs'], { messagePassingSteps }));
    expect(lossOf(three.nar, batch)).not.toBe(lossOf(one.nar, batch));
  });
});

describe('chunks', () => {
  const batch = batchOf('insertion_sort', [6, 4, 5]);
  const { nar, variables } = smallNar(['insertion_sort']);

  test('one chunk is the whole', () => {
    const [only, ...others] = chunksOf(batch, 16);
    expect(others).toEqual([]);
    expectClose(tf.tidy(nar.chunkLoss(batch, halves(), only)).dataSync(), [lossOf(nar, batch)]);
  });

  test('of one step each: their mean is the loss of the hints, and outputs come with the last', () => {
    const samples = batchOf('insertion_sort', [6, 6]);
    const whole = Object.entries(nar.losses(samples, halves()));
    const sumOf = (stage: string) =>
      whole.filter(([part]) => part.startsWith(stage)).reduce((sum, [, loss]) => sum + loss.arraySync(), 0);
    const chunks = chunksOf(samples, 1).map((chunk) =>
      tf.tidy(nar.chunkLoss(samples, halves(), chunk)).arraySync(),
    );
    expect(chunks.length).toBe(5);
    const total = chunks.reduce((sum, loss) => sum + loss, 0);
    expectClose([total], [5 * sumOf('hint:') + sumOf('output:')], { relative: 1e-4, absolute: 1e-5 });
  });

  test('leave nothing behind', () => {
    expectNoLeak(() => {
      for (const chunk of chunksOf(batch, 2)) {
        const loss = nar.chunkLoss(batch, halves(), chunk);
        const { value, grads } = tf.variableGrads(loss, [...variables.values()]);
        tf.dispose([value, grads]);
      }
    });
  });
});

describe('memory', () => {
  const batch = batchOf('bfs', [6, 4, 5], 3);
  const { nar } = smallNar(['bfs']);

  test.each(['hidden', 'decoder', 'decisions'] as MemoryState[])(
    '%s: each sample as if it were alone',
    (state) => {
      expect(new Set(batch.lengths).size).toBeGreaterThan(1);
      const memory = nar.memory(batch, state);
      const widths = nar.memoryWidths(state);
      expect(memory.nodes.shape).toEqual([3, 6, widths.nodes]);
      expect(memory.edges.shape).toEqual([3, 6, 6, widths.edges]);
      [6, 4, 5].forEach((size, sample) => {
        const alone = nar.memory(batchOf('bfs', [size], 3, sample), state);
        const nodes = tf.slice(memory.nodes, [sample, 0, 0], [1, size, -1]);
        const edges = tf.slice(memory.edges, [sample, 0, 0, 0], [1, size, size, -1]);
        expectClose(nodes.dataSync(), alone.nodes.dataSync(), { relative: 1e-4, absolute: 1e-5 }, 'nodes');
        expectClose(edges.dataSync(), alone.edges.dataSync(), { relative: 1e-4, absolute: 1e-5 }, 'edges');
      });
    },
  );

  test('of all steps: the last is the memory, and an ended sample stays', () => {
    const memories = nar.memories(batch);
    expect(memories.length).toBe(Math.max(...batch.lengths) - 1);
    expectClose(memories.at(-1)!.nodes.dataSync(), nar.memory(batch).nodes.dataSync());
    expectClose(memories.at(-1)!.edges.dataSync(), nar.memory(batch).edges.dataSync());
    const first = batch.lengths.indexOf(Math.min(...batch.lengths));
    const end = Math.max(0, batch.lengths[first] - 2);
    const stateOf = (index: number) => [
      ...tf.slice(memories[index].nodes, [first, 0, 0], [1, -1, -1]).dataSync(),
    ];
    expect(stateOf(memories.length - 1)).toEqual(stateOf(end));
    expect(memories.length - 1).toBeGreaterThan(end);
    if (end > 0) expect(stateOf(end - 1)).not.toEqual(stateOf(end));
  });

  test.each(['mpnn', 'deepsets', 'pgn'] as NarConfig['processor'][])(
    '%s has edges without triplets',
    (processor) => {
      const { nar: other } = smallNar(['bfs'], { processor });
      const widths = other.memoryWidths('decoder');
      expect(other.memory(batch, 'decoder').edges.shape).toEqual([3, 6, 6, widths.edges]);
      expect(other.memory(batch).edges.shape).toEqual([3, 6, 6, smallConfig.width]);
    },
  );
});

describe('tensors', () => {
  const cases: [AlgorithmName, Partial<NarConfig>][] = [
    ['bfs', {}],
    ['insertion_sort', { reprediction: 'hard' }],
    ['matrix_chain_order', { processor: 'triplet_gpgn_mask', dropout: 0.5, teacherForcing: 0.5 }],
  ];

  test.each(cases)('%s %o: nothing is left behind', (name, config) => {
    const { nar, variables } = smallNar([name], config);
    const batch = batchOf(name, [4, 6]);
    expectNoLeak(() => nar.predict(batch));
    expectNoLeak(() => nar.loss(batch, keyed(1)).dispose());
    expectNoLeak(() => gradientsOf(nar, batch, variables));
    expectNoLeak(() => disposeMemory(nar.memory(batch)));
    expectNoLeak(() => nar.memories(batch, 'decoder').forEach(disposeMemory));
    expectNoLeak(() => {
      const { outputs, hints } = nar.logits(batch);
      tf.dispose([outputs, ...hints]);
    });
  });

  test('prediction holds no more at a time for a longer algorithm', async () => {
    const { nar } = smallNar(['bubble_sort']);
    const batch = batchOf('bubble_sort', [5]);
    const peakOf = async (length: number) => {
      const run = () => void nar.predict({ ...batch, lengths: Int32Array.of(length) });
      return (await tf.profile(run)).peakBytes;
    };
    expect(batch.lengths[0]).toBe(11);
    expect(await peakOf(11)).toBe(await peakOf(4));
  });
});

describe('errors', () => {
  const { nar } = smallNar(['bfs']);

  test('another algorithm', () => {
    expect(() => nar.predict(batchOf('minimum', [4]))).toThrow(
      'This reasoner was not made for minimum, only for bfs.',
    );
    expect(() => nar.parametersOf('minimum')).toThrow(/not made for minimum/);
  });

  test('a batch that lacks a probe', () => {
    const batch = batchOf('bfs', [4]);
    const inputs = Object.fromEntries(Object.entries(batch.inputs).filter(([name]) => name !== 'pos'));
    expect(() => nar.predict({ ...batch, inputs })).toThrow(/no probe "pos": make it with collate\(\)/);
  });

  test('a misspelt choice', () => {
    expect(() => narConfig.parse({ ...smallConfig, widht: 3 })).toThrow(/widht/);
    expect(() => narConfig.parse({ ...smallConfig, processor: 'gat' })).toThrow(/processor/);
  });
});
