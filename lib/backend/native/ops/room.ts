/** Rows in place. */
import type * as tf from '@tensorflow/tfjs';
import { composedPutRows } from '../../ops/room.ts';
import type { NativeBackend } from '../native-backend.ts';
import { assertShape, integersOf } from '../tensors.ts';

/** `putRows`: in the memory of the room, unless others refer to it. */
export function nativePutRows(
  backend: NativeBackend,
  room: tf.Tensor,
  rows: tf.Tensor,
  places: tf.Tensor2D,
): tf.Tensor {
  const [held, added] = [backend.values(room), backend.values(rows)];
  if (!held || !added || !backend.ownsAlone(room)) {
    backend.recording?.refuse('a room that is not written in place');
    return composedPutRows(room, rows, places);
  }
  const [batches, capacity, ...row] = room.shape;
  assertShape('The rows', rows, [batches, 1, ...row]);
  assertShape('The places', places, [batches, 1]);
  const inner = row.reduce((size, length) => size * length, 1);
  backend.addon.putRows(batches, capacity, inner, added, integersOf(backend, places), held);
  return room;
}
