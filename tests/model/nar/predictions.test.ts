/** The reasoner's decisions against the plain model's: of each hint at the step that predicts it, of outputs at the end. */
import { expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import type { AlgorithmName, Batch } from '../../../lib/dataset/index.ts';
import { expectClose } from '../../support/close.ts';
import { denseAt, hardValue } from './plain/decoders.ts';
import { example } from './plain/example.ts';
import { trajectoriesOf } from './small.ts';

await chooseBackend();

const cases: [AlgorithmName, number[]][] = [
  ['bfs', [4, 6, 5]],
  ['minimum', [6, 3, 4]],
  ['bridges', [4, 3]],
  ['lcs_length', [4, 6]],
  ['matrix_chain_order', [4, 3]],
  ['quickselect', [3, 5]],
];

test.each(cases)('%s', (name, sizes) => {
  const { nar, batch, spec, runs } = example(name, sizes);
  const { hints, outputs } = nar.predict(batch);
  const predicted: Batch = { ...batch, hints, outputs, lengths: batch.lengths.map((length) => length - 1) };
  const plain = runs();
  const changing = new Set<string>();
  trajectoriesOf(predicted).forEach((sample, s) => {
    for (const [probe, feature] of Object.entries(sample.hints)) {
      const steps = Array.from({ length: sample.length }, (_, t) => {
        const decided = hardValue(spec[probe], plain[s].hints[t][probe], sample.nodes);
        const own = denseAt(feature, sample.nodes, t);
        expectClose(own, decided, { relative: 1e-4, absolute: 2e-5 }, `${probe}, sample ${s}, step ${t}`);
        return decided.join();
      });
      if (new Set(steps).size > 1) changing.add(probe);
    }
    for (const [probe, feature] of Object.entries(sample.outputs)) {
      const decided = hardValue(spec[probe], plain[s].outputs[probe], sample.nodes);
      expectClose(denseAt(feature, sample.nodes, 0), decided, undefined, `${probe} of sample ${s}`);
    }
  });
  // Which step is which must matter somewhere.
  expect(changing.size).toBeGreaterThan(0);
});
