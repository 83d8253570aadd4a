import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { evaluate } from '../../../lib/metric/index.ts';
import { RandomState } from '../../../lib/random/index.ts';
import { type Tolerance, expectClose } from '../../support/close.ts';
import { batchOf, flat, reasonerOf, referenceCases, valueAt } from './reference-model.ts';

/** float32 against the reference's float64. */
const tolerance: Tolerance = { relative: 1e-4, absolute: 1e-5 };

await chooseBackend();

/** Uniforms of 0.5: the noise of matchings becomes a constant, which changes nothing. */
const halves = () => new RandomState(() => 0x80000000);

describe.each(referenceCases)('the reference on $algorithm', (example) => {
  const batch = batchOf(example);
  const { nar, variables } = reasonerOf(example);

  test('parameters: all of the reference, and no others', () => {
    const scalars = [...variables.values()].reduce((sum, { size }) => sum + size, 0);
    expect(scalars).toBe(
      flat(Object.values(example.params).flatMap((module) => Object.values(module))).length,
    );
  });

  test('logits of outputs and hints', () => {
    const { outputs, hints } = nar.logits(batch);
    for (const [name, expected] of Object.entries(example.eval_mode.output_logits)) {
      expectClose(outputs[name].dataSync(), flat(expected), tolerance, name);
    }
    expect(hints.length).toBe(example.eval_mode.hint_logits.length);
    hints.forEach((step, t) => {
      for (const [name, expected] of Object.entries(example.eval_mode.hint_logits[t])) {
        expectClose(step[name].dataSync(), flat(expected), tolerance, `${name} of step ${t}`);
      }
    });
  });

  test('state of the nodes after the last step, for the samples that get there', () => {
    const memory = nar.memory(batch);
    const width = flat(example.eval_mode.final_hidden).length / batch.size;
    const longest = Math.max(2, ...batch.lengths);
    batch.lengths.forEach((length, sample) => {
      if (Math.max(2, length) < longest) return;
      const [start, end] = [sample * width, (sample + 1) * width];
      const expected = flat(example.eval_mode.final_hidden).slice(start, end);
      expectClose(memory.nodes.dataSync().slice(start, end), expected, tolerance, `sample ${sample}`);
    });
  });

  test('decisions and scores', () => {
    const { outputs } = nar.predict(batch);
    for (const [name, expected] of Object.entries(example.eval_mode.postprocessed)) {
      expect([...outputs[name].data]).toEqual(flat(expected));
    }
    const { score, ...byOutput } = example.eval_mode.scores;
    const evaluation = evaluate(batch.outputs, outputs);
    expect(evaluation.score).toBeCloseTo(score, 12);
    for (const [name, expected] of Object.entries(byOutput)) {
      expect(evaluation.byOutput[name]).toBeCloseTo(expected, 12);
    }
  });

  test('losses', () => {
    const losses = nar.losses(batch, halves());
    const parts = example.train_mode.parts;
    expect(Object.keys(losses).sort()).toEqual(Object.keys(parts).sort());
    for (const [part, expected] of Object.entries(parts)) {
      expectClose(losses[part].dataSync(), [expected], tolerance, part);
    }
    expectClose(nar.loss(batch, halves()).dataSync(), [example.train_mode.loss], tolerance, 'loss');
  });

  test('slope of the loss along directions through all parameters', () => {
    const { grads } = tf.variableGrads(() => nar.loss(batch, halves()));
    for (const { direction, derivative } of example.directional_derivatives) {
      let slope = 0;
      for (const [name, variable] of variables) {
        const gradient = grads[variable.name]?.dataSync();
        valueAt(example, direction, name).forEach((step, i) => (slope += step * (gradient?.[i] ?? 0)));
      }
      expectClose([slope], [derivative], { relative: 1e-3, absolute: 1e-4 }, 'slope');
    }
  });
});
