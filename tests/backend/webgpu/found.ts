/** The WebGPU engine where there is one: its tests are left out, with a word, where `webgpu` or an adapter is missing. */
import { expect } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { findEngine, gpuAbilities } from '../../../lib/backend/index.ts';
import { type Values, valuesOf } from '../native/support.ts';
import { expectClose } from '../../support/close.ts';

const engine = await findEngine('webgpu');

/** Whether the tests of the engine can run. */
export const hasWebgpu = !('problem' in engine);
if ('problem' in engine) console.log(`The tests of the WebGPU engine are left out: ${engine.problem}.`);

/** Whether its products can be of float16. */
export const hasFloat16 = await canFloat16();

async function canFloat16(): Promise<boolean> {
  if ('problem' in engine) return false;
  await engine.activate();
  await tf.setBackend('webgpu');
  const can = gpuAbilities()?.features.includes('shader-f16') === true;
  if (!can) console.log('Products in float16 are not tested: the adapter has no shader-f16.');
  return can;
}

/** Registers the engine; cpu is ready as well. */
export async function activateWebgpu(): Promise<void> {
  if ('problem' in engine) throw new Error(engine.problem);
  await engine.activate();
}

type Body = (...tensors: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

/** What `body` gives on a backend, of tensors made there. */
export async function onEngine(
  name: 'cpu' | 'webgpu',
  inputs: readonly Values[],
  body: Body,
): Promise<Values[]> {
  await tf.setBackend(name);
  let values: Values[] = [];
  tf.tidy(() => {
    const results = body(...inputs.map(({ data, shape, dtype }) => tf.tensor(data, shape, dtype)));
    values = (Array.isArray(results) ? results : [results]).map(valuesOf);
  });
  return values;
}

/** Holds what an op gives on the GPU to what it gives on cpu, where it is composed. */
export async function expectAsOnCpu(
  inputs: readonly Values[],
  body: Body,
  tolerance = { relative: 1e-5, absolute: 2e-6 },
): Promise<void> {
  const expected = await onEngine('cpu', inputs, body);
  const received = await onEngine('webgpu', inputs, body);
  expect(received.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  received.forEach(({ data }, index) => expectClose(data, expected[index].data, tolerance));
}
