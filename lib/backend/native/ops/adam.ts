/** Adam in place. */
import type * as tf from '@tensorflow/tfjs';
import type { AdamOptions, AdamSlot } from '../../kernels.ts';
import type { NativeBackend } from '../native-backend.ts';
import { assertShape, floatsOf, tensorOf } from '../tensors.ts';

/** `adamStep`, in place. */
export function nativeAdamStep(
  backend: NativeBackend,
  slots: readonly AdamSlot[],
  options: AdamOptions,
): void {
  for (const slot of slots) stepSlot(backend, slot, options);
}

function stepSlot(backend: NativeBackend, slot: AdamSlot, options: AdamOptions): void {
  const { learningRate, beta1, beta2, epsilon, step } = options;
  const { parameter, gradient, first, second } = slot;
  for (const tensor of [gradient, first, second]) assertShape('A slot of Adam', tensor, parameter.shape);
  const state = [parameter, first, second].map((variable) => ownValues(backend, variable));
  const [rate, secondScale] = [learningRate / (1 - beta1 ** step), 1 / (1 - beta2 ** step)];
  backend.addon.adam(
    ...[parameter.size, ...state, floatsOf(backend, gradient)],
    ...[rate, beta1, beta2, epsilon, secondScale],
  );
}

/** The variable's memory, after giving it some of its own if anything else, such as a clone or a user, refers to it. */
function ownValues(backend: NativeBackend, variable: tf.Variable): Float32Array {
  if (!backend.ownsAlone(variable)) {
    const copy = backend.output(variable.shape);
    copy.values.set(floatsOf(backend, variable));
    const tensor = tensorOf(copy);
    variable.assign(tensor);
    tensor.dispose();
  }
  return floatsOf(backend, variable);
}
