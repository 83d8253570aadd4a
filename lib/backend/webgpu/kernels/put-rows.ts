/** Rows put in their places in a room: a copy of the room with them, in one pass. */
import type * as tf from '@tensorflow/tfjs';
import { composedPutRows } from '../../ops/room.ts';
import { type Program, element, output, run, tensorOf } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';

const INVOCATIONS = 256;

const program: Program = {
  reads: { room: 'f32', rows: 'f32', places: 'i32' },
  writes: ['out'],
  numbers: { size: 'u32', capacity: 'u32', width: 'u32' },
  invocations: INVOCATIONS,
  body: `${element(INVOCATIONS)}
  let token = at / p.width;
  let text = token / p.capacity;
  let here = i32(token % p.capacity) == places[text];
  out[at] = select(room[at], rows[text * p.width + at % p.width], here);`,
};

/** `putRows`; of other numbers than floats as its composition. */
export function webgpuPutRows(
  backend: WebgpuBackend,
  room: tf.Tensor,
  rows: tf.Tensor,
  places: tf.Tensor2D,
): tf.Tensor {
  if (room.dtype !== 'float32') return composedPutRows(room, rows, places);
  const [batch, capacity] = room.shape;
  const out = output(backend, room.shape);
  run(backend, program, {
    reads: [room, rows, places],
    writes: [out],
    numbers: [room.size, capacity, room.size / (batch * capacity)],
    groups: Math.ceil(room.size / INVOCATIONS),
  });
  return tensorOf(out);
}
