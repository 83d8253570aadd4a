/** The plain model of the tests against the reference, before it is used to judge anything. */
import { describe, expect, test } from 'vitest';
import { expectClose } from '../../support/close.ts';
import { plainLosses } from './plain/losses.ts';
import { type PlainNar, plainRun } from './plain/model.ts';
import { batchOf, configOf, flat, reasonerOf, referenceCases, valueAt } from './reference-model.ts';
import { trajectoriesOf } from './small.ts';

const exact = { relative: 1e-6, absolute: 1e-7 };

describe.each(referenceCases)('plain loops on $algorithm', (example) => {
  const batch = batchOf(example);
  const { variables } = reasonerOf(example);
  const nar: PlainNar = {
    width: configOf(example).width,
    weights(name) {
      const places = [`nar.algorithms.${example.algorithm}.${name}`, `nar.processor.${name}`];
      const place = places.find((each) => variables.has(each));
      return place === undefined ? undefined : valueAt(example, example.params, place);
    },
  };
  const samples = trajectoriesOf(batch);
  const runs = samples.map((sample) => plainRun(() => nar, batch.spec, sample));

  test('logits of hints and outputs', () => {
    samples.forEach(({ length }, s) => {
      const own = (values: readonly number[]) => {
        const width = values.length / samples.length;
        return values.slice(s * width, (s + 1) * width);
      };
      for (const [name, expected] of Object.entries(example.eval_mode.output_logits)) {
        expectClose(runs[s].outputs[name], own(flat(expected)), exact, `${name} of sample ${s}`);
      }
      for (let t = 0; t < Math.max(1, length - 1); t++) {
        for (const [name, expected] of Object.entries(example.eval_mode.hint_logits[t])) {
          expectClose(
            runs[s].hints[t][name],
            own(flat(expected)),
            exact,
            `${name} of step ${t}, sample ${s}`,
          );
        }
      }
    });
  });

  test('losses', () => {
    const losses = plainLosses(batch.spec, samples, runs);
    const { parts } = example.train_mode;
    expect(Object.keys(losses).sort()).toEqual(Object.keys(parts).sort());
    for (const [part, expected] of Object.entries(parts))
      expectClose([losses[part]], [expected], exact, part);
  });
});
