/** The activations that a reasoner shows on its way through a batch. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { disposeMemory } from '../../../lib/model/memory.ts';
import { tripletParts } from '../../../lib/model/nar/index.ts';
import { watching } from '../../../lib/model/watch.ts';
import { expectClose } from '../../support/close.ts';
import { expectNoLeak } from '../../support/leaks.ts';
import { batchOf, halves, smallNar } from './small.ts';

await chooseBackend();

const [size, nodes] = [2, 5];
const batch = batchOf('insertion_sort', [nodes, nodes]);
const steps = batch.lengths[0] - 1;

interface Shown {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Everything shown during `act`, by name. */
function shownBy(act: () => unknown): Map<string, Shown> {
  const shown = new Map<string, Shown>();
  watching((name, value) => {
    expect(shown.has(name), name).toBe(false);
    shown.set(name, { shape: value.shape, data: value.dataSync<'float32'>().slice() });
  }, act);
  return shown;
}

test('every step shows its messages, triplets, gates, states and hints, each under a name of its own', () => {
  const { nar } = smallNar(['insertion_sort'], { messagePassingSteps: 2 });
  const shown = shownBy(() => nar.predict(batch));
  const ofRound = ['messages', 'gate', ...tripletParts.map((part) => `triplets.${part}`), 'triplets.largest'];
  const expected = Array.from({ length: steps }, (_, step) =>
    [
      ...[0, 1].flatMap((round) => ofRound.map((name) => `rounds.${round}.${name}`)),
      'nodes',
      'edges',
      ...['pred_h', 'i', 'j'].map((name) => `hints.${name}`),
    ].map((name) => `nar.steps.${step}.${name}`),
  ).flat();
  expect([...shown.keys()].sort()).toEqual(expected.sort());
});

test('what is shown is what is computed', () => {
  const { nar } = smallNar(['insertion_sort']);
  const shown = shownBy(() => nar.predict(batch));
  const { width, tripletWidth } = nar.config;
  const memories = nar.memories(batch);
  const { hints } = nar.logits(batch);
  for (let step = 0; step < steps; step++) {
    const at = (name: string) => shown.get(`nar.steps.${step}.${name}`)!;
    expectClose(at('nodes').data, memories[step].nodes.dataSync());
    expectClose(at('edges').data, memories[step].edges.dataSync());
    for (const [name, logits] of Object.entries(hints[step])) {
      expectClose(at(`hints.${name}`).data, logits.dataSync());
    }
    const gate = at('rounds.0.gate');
    expect(gate.shape).toEqual([size, nodes, width]);
    expect([...gate.data].every((opening) => opening > 0 && opening < 1)).toBe(true);
    expect(at('rounds.0.messages').shape).toEqual([size, nodes, width]);
    expect(at('rounds.0.triplets.ij').shape).toEqual([size, nodes, nodes, tripletWidth]);
  }
  memories.forEach(disposeMemory);
});

test('training is watched as evaluation is, without a change of the loss and without a tensor left behind', () => {
  const { nar } = smallNar(['insertion_sort']);
  const loss = () => tf.tidy(() => nar.loss(batch, halves()).arraySync());
  const unwatched = loss();
  expectNoLeak(() => {
    const shown = shownBy(() => expect(loss()).toBe(unwatched));
    expect(shown.size).toBeGreaterThan(steps);
  });
});
