/** Acts that are repeated in the page's engine: their calls are noted the first time, and made again. */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type Noted, fromNotes } from '../../../backend/notes.ts';
import type { ActOfMany, Repeated, UseNumbers } from '../../../backend/kernels.ts';
import { copied, copyNumbers, perform, withNumbers } from './heap.ts';
import { Recording, noting, recordingNow } from './recording.ts';

/** `repeated`. */
export function wasmRepeated(backend: BackendWasm, act: ActOfMany): Repeated {
  return fromNotes(act, {
    noting: () => recordingNow() !== undefined,
    note: (inputs) => noted(backend, act, inputs),
  });
}

/** `readNumbers`: what JavaScript does is a call as any other. */
export function wasmReadNumbers(backend: BackendWasm, x: tf.Tensor, use: UseNumbers): void {
  perform(withNumbers(backend, [x], use), [x], []);
}

/** The act, done to these inputs; then it is done to others of their shapes by its calls, or asked if these do not suffice. */
function noted(backend: BackendWasm, act: ActOfMany, inputs: readonly tf.Tensor[]): Noted {
  const recording = new Recording(backend);
  // Where the calls find their inputs, and where they leave the results.
  const places: tf.TensorInfo[] = [];
  let results: readonly tf.TensorInfo[] | undefined;
  try {
    tf.tidy(() => {
      const own = inputs.map((input) => copied(backend, input));
      for (const each of own) {
        recording.hold(each);
        recording.changes(each.dataId);
        places.push(infoOf(each));
      }
      noting(recording, () => {
        const made = act(...own);
        for (const each of made) recording.hold(each);
        results = made.map(infoOf);
      });
    });
  } finally {
    if (!results) recording.free();
  }
  const given = (): tf.Tensor[] => results!.map((info) => copied(backend, info));
  const first = given();
  if (recording.refused !== undefined) {
    recording.free();
    return { first, run: act, forget: () => undefined };
  }
  const run = (...others: tf.Tensor[]): tf.Tensor[] => {
    others.forEach((other, i) => copyNumbers(backend, other, places[i]));
    recording.repeat();
    return given();
  };
  return { first, run, forget: () => recording.free() };
}

const infoOf = ({ dataId, dtype, shape }: tf.Tensor): tf.TensorInfo => ({ dataId, dtype, shape });
