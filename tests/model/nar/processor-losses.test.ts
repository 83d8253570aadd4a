/** What a processor adds to the loss of a few steps, by hand. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import type { Pass } from '../../../lib/model/nar/pass.ts';
import { processorLosses } from '../../../lib/model/nar/processor-losses.ts';
import type { Processor } from '../../../lib/model/nar/processors/contract.ts';
import type { Step } from '../../../lib/model/nar/step.ts';
import { expectClose } from '../../support/close.ts';

await chooseBackend();

/** A pass over samples of six, four and three hints. */
const passOf = (weights?: Processor['weights']) =>
  ({ processor: { weights }, batch: { size: 3, lengths: Int32Array.of(6, 4, 3) } }) as unknown as Pass;

/** Two steps of which each says one number for each sample. */
const steps = [
  [1, 2, 4],
  [8, 16, 32],
].map((numbers) => ({ losses: { effort: tf.tensor1d(numbers) } }) as unknown as Step);

const probes = { 'output:pi': tf.scalar(100), 'hint:a': tf.scalar(3), 'hint:b': tf.scalar(5) };

test.each([
  [0, (1 + 2 + 4 + 8 + 16 + 32) / 6],
  [1, (1 + 2 + 4 + 8 + 16) / 5],
  [2, (1 + 2 + 8) / 3],
  [4, 1],
  [5, 0],
])('from step %i on: the mean over the steps that a hint follows', (from, expected) => {
  const losses = processorLosses(passOf(), steps, from, probes);
  expect(Object.keys(losses)).toEqual(['processor:effort']);
  expectClose(losses['processor:effort'].dataSync(), [expected]);
});

test('the weight is made of the mean loss of the hints, which is 0 without hints', () => {
  const weighted = passOf({ effort: (hintLoss) => tf.add(hintLoss, 1) });
  expectClose(processorLosses(weighted, steps, 4, probes)['processor:effort'].dataSync(), [5]);
  expectClose(processorLosses(weighted, steps, 4, {})['processor:effort'].dataSync(), [1]);
});
