/** What the reasoner's training minimises, against the plain model: hints fed back or forced, lengths, chunks, outputs. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import type { AlgorithmName, Trajectory } from '../../../lib/dataset/index.ts';
import { chunksOf } from '../../../lib/model/nar/index.ts';
import { type Key, type RandomState, keyed } from '../../../lib/random/index.ts';
import { expectClose } from '../../support/close.ts';
import { example } from './plain/example.ts';
import { expectLosses, sumOf, tolerance } from './plain/expect-losses.ts';
import { type Span, plainLosses } from './plain/losses.ts';
import { plainRun } from './plain/model.ts';
import { halves } from './small.ts';

await chooseBackend();

const stepsOf = (samples: readonly Trajectory[]) => Math.max(1, ...samples.map(({ length }) => length - 1));

/** Together they have every location and type; each batch has samples of different sizes and lengths. */
const algorithms: [AlgorithmName, number[]][] = [
  ['bfs', [4, 6, 5]],
  ['insertion_sort', [3, 5, 4]],
  ['bridges', [4, 3]],
  ['lcs_length', [4, 6]],
  ['matrix_chain_order', [4, 3]],
  ['segments_intersect', [4, 4]],
  ['quickselect', [3, 5]],
  ['minimum', [6, 2, 4]],
  ['jarvis_march', [4, 6]],
];

describe.each(algorithms)('%s', (name, sizes) => {
  test('every part is the mean over what counts: all steps of all samples, no padding', () => {
    const { nar, batch, losses } = example(name, sizes);
    expectLosses(nar.losses(batch, halves()), losses());
    expectClose(nar.loss(batch, halves()).dataSync(), [sumOf(losses())], tolerance, 'sum');
  });

  test('a chunk is worth what its own steps are, and the outputs of the samples that end in it', () => {
    const { nar, batch, spec, runs, samples } = example(name, sizes);
    const whole = runs();
    for (const length of [1, 3]) {
      const chunks = chunksOf(batch, length);
      const steps = stepsOf(samples);
      expect(chunks).toEqual(
        Array.from({ length: Math.ceil(steps / length) }, (_, i) => ({
          from: i * length,
          to: Math.min((i + 1) * length, steps),
        })),
      );
      for (const chunk of chunks) {
        const expected = sumOf(plainLosses(spec, samples, whole, chunk));
        expectClose(
          nar.chunkLoss(batch, halves(), chunk)().dataSync(),
          [expected],
          tolerance,
          `from ${chunk.from}`,
        );
      }
    }
  });
});

/** For every step after the first, which of the samples are given the truth: one draw each, in this order. */
function forcedBy(random: RandomState, steps: number, size: number, share: number): boolean[][] {
  return Array.from({ length: steps - 1 }, () => Array.from({ length: size }, () => random.double() < share));
}

describe('teacher forcing', () => {
  const cases: [AlgorithmName, number[]][] = [
    ['bfs', [4, 6, 5]],
    ['minimum', [6, 4, 5]],
    ['matrix_chain_order', [4, 5]],
    ['quickselect', [3, 5]],
    ['bridges', [3, 4]],
  ];

  test.each(cases)('%s, always: a step is given the true hints of that step', (name, sizes) => {
    const { nar, batch, losses } = example(name, sizes, { teacherForcing: 1 });
    const forced = losses(() => ({ forced: () => true }));
    expectLosses(nar.losses(batch, halves()), forced);
    expect(Math.abs(sumOf(forced) - sumOf(losses()))).toBeGreaterThan(1e-3);
  });

  test.each(cases)('%s, by chance: each sample at each step for itself', (name, sizes) => {
    for (const key of ['a', 'b', 'c']) {
      const { nar, batch, losses, samples } = example(name, sizes, { teacherForcing: 0.4 });
      const draws = forcedBy(keyed(key), stepsOf(samples), samples.length, 0.4);
      const expected = losses((sample) => ({ forced: (step) => draws[step - 1][sample] }));
      expectLosses(nar.losses(batch, keyed(key)), expected);
    }
  });

  test('the share is the probability', () => {
    const { nar, batch, losses, samples } = example('minimum', [6, 6, 6], { teacherForcing: 0.75 });
    const draws = forcedBy(keyed('share'), stepsOf(samples), 3, 0.75);
    const share = draws.flat().filter(Boolean).length / draws.flat().length;
    expect(share > 0.5 && share < 1).toBe(true);
    expectLosses(
      nar.losses(batch, keyed('share')),
      losses((sample) => ({ forced: (step) => draws[step - 1][sample] })),
    );
  });

  test('goes on over the steps before a chunk', () => {
    const { nar, batch, losses, samples } = example('insertion_sort', [6, 6], { teacherForcing: 0.5 });
    const [, chunk] = chunksOf(batch, 2);
    const draws = forcedBy(keyed('chunk'), stepsOf(samples), 2, 0.5);
    const expected = sumOf(losses((sample) => ({ forced: (step) => draws[step - 1][sample] }), chunk));
    expectClose(nar.chunkLoss(batch, keyed('chunk'), chunk)().dataSync(), [expected], tolerance);
  });

  test('is for training alone', () => {
    const [plain, forced] = [0, 1].map((teacherForcing) => example('minimum', [6, 4], { teacherForcing }));
    expect(forced.nar.predict(forced.batch)).toEqual(plain.nar.predict(plain.batch));
  });
});

test('hard hints are fed back as the likeliest decisions', () => {
  for (const [name, sizes] of algorithms) {
    const { nar, batch, losses } = example(name, sizes, { reprediction: 'hard' });
    expectLosses(
      nar.losses(batch, halves()),
      losses(() => ({ reprediction: 'hard' })),
    );
  }
});

test('several rounds of messages are one step: decoders read the state before the first and after the last', () => {
  const { nar, batch, losses } = example('bfs', [4, 6, 5], { messagePassingSteps: 3 });
  expectLosses(
    nar.losses(batch, halves()),
    losses(() => ({ messagePassingSteps: 3 })),
  );
});

test('without layer normalisation', () => {
  const { nar, batch, losses } = example('bfs', [4, 6, 5], { layerNorm: false });
  expectLosses(nar.losses(batch, halves()), losses());
});

describe('a matching', () => {
  test('is decoded with Gumbel noise of its own for every pair', () => {
    const { nar, batch, losses } = example('insertion_sort', [4, 4]);
    const random = keyed('noise');
    const noise = Array.from({ length: 2 * 16 }, () => -Math.log(-Math.log(random.double())));
    const noisy = losses((sample) => ({ noise: noise.slice(16 * sample, 16 * (sample + 1)) }));
    expect(Math.abs(noisy['output:pred'] - losses()['output:pred'])).toBeGreaterThan(0.1);
    expectLosses(nar.losses(batch, keyed('noise')), noisy);
  });

  test('is normalised ten times, whether that is enough or not', () => {
    const { nar, variables, batch, losses, values } = example('insertion_sort', [5, 4]);
    // Logits so far apart that ten rounds are not.
    const name = 'nar.algorithms.insertion_sort.decoders.pred.out.weight';
    const scaled = values.get('decoders.pred.out.weight')!.map((weight) => 6 * weight);
    values.set('decoders.pred.out.weight', scaled);
    tf.tidy(() => variables.get(name)!.assign(tf.tensor([...scaled], variables.get(name)!.shape)));
    expectLosses(nar.losses(batch, halves()), losses());
  });
});

test('dropout drops its share of the new state and scales up what is left', () => {
  const { nar, batch, losses, samples } = example('minimum', [5, 5], { dropout: 0.25 });
  const random = keyed('dropout');
  const width = 5 * nar.config.width;
  const factors = Array.from({ length: stepsOf(samples) }, () =>
    Array.from({ length: 2 * width }, () => (random.double() < 0.25 ? 0 : 1 / 0.75)),
  );
  const expected = losses((sample) => ({
    dropout: (step) => factors[step].slice(sample * width, (sample + 1) * width),
  }));
  expectLosses(nar.losses(batch, keyed('dropout')), expected);
});

describe('the slope of the loss along a direction through all parameters', () => {
  /** Central differences of the plain model; the steps before `from` keep the parameters that they have. */
  function slopes(key: Key, span?: Span) {
    const { nar, variables, batch, values, plain, spec, samples } = example('bfs', [4, 6, 5], {
      teacherForcing: 0.5,
    });
    const draws = forcedBy(keyed(key), stepsOf(samples), samples.length, 0.5);
    const direction = new Map(
      [...values].map(([name, { length }]) => [name, keyed('direction', name).uniforms(length, -1, 1)]),
    );
    const at = (step: number) => {
      const moved = plain(
        new Map(
          [...values].map(([name, each]) => [name, each.map((x, i) => x + step * direction.get(name)![i])]),
        ),
      );
      const narAt = (index: number) => (index < (span?.from ?? 0) ? plain() : moved);
      const runs = samples.map((sample, s) =>
        plainRun(narAt, spec, sample, { forced: (index) => draws[index - 1][s] }),
      );
      return sumOf(plainLosses(spec, samples, runs, span));
    };
    const loss = span ? nar.chunkLoss(batch, keyed(key), span) : () => nar.loss(batch, keyed(key));
    const { grads } = tf.variableGrads(loss, [...variables.values()]);
    let slope = 0;
    for (const [name, variable] of variables) {
      const along = direction.get(name.replace(/^nar\.(processor|algorithms\.[a-z_]+)\./, ''))!;
      const gradient = (grads as Partial<Record<string, tf.Tensor>>)[variable.name]?.dataSync();
      along.forEach((step, i) => (slope += step * (gradient?.[i] ?? 0)));
    }
    return { slope, expected: (at(1e-5) - at(-1e-5)) / 2e-5 };
  }

  test('of the whole batch, through hints that are partly forced', () => {
    const { slope, expected } = slopes('whole');
    expectClose([slope], [expected], { relative: 1e-3, absolute: 1e-4 });
  });

  test('of a chunk: nothing flows into the steps before it', () => {
    const { slope, expected } = slopes('chunk', { from: 1, to: 2 });
    expectClose([slope], [expected], { relative: 1e-3, absolute: 1e-4 });
  });
});
