/** Acts that are repeated: the calls of the addon are noted the first time, and made again. */
import * as tf from '@tensorflow/tfjs';
import type { ActOfMany, Repeated, UseNumbers } from '../../kernels.ts';
import { type Noted, fromNotes } from '../../notes.ts';
import type { TypedArray } from '../addon.ts';
import type { NativeBackend, Output } from '../native-backend.ts';
import { Recording } from '../recording.ts';
import { tensorOf } from '../tensors.ts';

/** `repeated`. */
export function nativeRepeated(backend: NativeBackend, act: ActOfMany): Repeated {
  return fromNotes(act, {
    noting: () => backend.recording !== undefined,
    note: (inputs) => noted(backend, act, inputs),
  });
}

/** `readNumbers`: what JavaScript does is a call as those of the addon are. */
export function nativeReadNumbers(backend: NativeBackend, x: tf.Tensor, use: UseNumbers): void {
  const values = backend.values(x);
  const { recording } = backend;
  if (recording && values) recording.note(() => use(values));
  else use(x.dataSync());
}

/** The act, done to these inputs; then it is done to others of their shapes by its calls, or asked if these do not suffice. */
function noted(backend: NativeBackend, act: ActOfMany, inputs: readonly tf.Tensor[]): Noted {
  const recording = new Recording(backend.addon);
  // Where the calls find their inputs, and where they leave the results.
  const places: TypedArray[] = [];
  let results: { readonly values: TypedArray; readonly info: tf.TensorInfo }[] | undefined;
  const forget = (): void => recording.memory.forEach((array) => backend.giveBack(array));
  backend.recording = recording;
  try {
    tf.tidy(() => {
      const own = inputs.map((input) => {
        const copy = copyOf(backend, backend.values(input)!, input);
        places.push(copy.values);
        return tensorOf(copy);
      });
      results = act(...own).map(({ shape, dtype, dataId }) => {
        const info = { shape, dtype, dataId };
        return { values: backend.values(info)!, info };
      });
    });
  } finally {
    backend.recording = undefined;
    if (!results) forget();
  }
  const given = (): tf.Tensor[] =>
    results!.map(({ values, info }) => tensorOf(copyOf(backend, values, info)));
  const first = given();
  if (recording.refused !== undefined) {
    forget();
    return { first, run: act, forget: () => undefined };
  }
  const run = (...others: tf.Tensor[]): tf.Tensor[] => {
    others.forEach((other, i) => places[i].set(backend.values(other)!));
    recording.repeat();
    return given();
  };
  return { first, run, forget };
}

function copyOf(
  backend: NativeBackend,
  values: TypedArray,
  { shape, dtype }: tf.TensorInfo,
): Output<TypedArray> {
  const copy = backend.output(shape, dtype as 'float32' | 'int32' | 'bool');
  copy.values.set(values);
  return copy;
}
