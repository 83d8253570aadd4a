/** Rotary position embedding: an invocation turns one pair. */
import type * as tf from '@tensorflow/tfjs';
import type { Angles } from '../../kernels.ts';
import { withGradient } from '../../ops/custom-gradient.ts';
import { type Program, output, run, tensorOf, element } from '../dispatch.ts';
import { usage } from '../gpu.ts';
import type { RecordedBuffer } from '../recording-device.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';

const INVOCATIONS = 256;

const program: Program = {
  reads: { x: 'f32', cosines: 'f32', sines: 'f32' },
  writes: ['out'],
  numbers: { size: 'u32', heads: 'u32', width: 'u32', pairs: 'u32', direction: 'f32' },
  invocations: INVOCATIONS,
  body: `${element(INVOCATIONS)}
  let c = at % p.width;
  if (c >= 2u * p.pairs) { out[at] = x[at]; return; }
  let pair = c % p.pairs;
  let angle = at / (p.width * p.heads) * p.pairs + pair;
  let other = x[select(at - p.pairs, at + p.pairs, c < p.pairs)];
  let sine = sines[angle] * p.direction;
  out[at] = x[at] * cosines[angle] + select(other, -other, c < p.pairs) * sine;`,
};

/** Every layer turns by the same angles: they are on the GPU for as long as they are anywhere. */
const onGpu = new WeakMap<Angles, readonly [RecordedBuffer, RecordedBuffer]>();
const given = new FinalizationRegistry<() => unknown>((giveBack) => giveBack());

function buffersOf(backend: WebgpuBackend, angles: Angles): readonly [RecordedBuffer, RecordedBuffer] {
  const known = onGpu.get(angles);
  if (known) return known;
  const made = [angles.cosines, angles.sines].map(({ buffer, byteOffset, byteLength }) => {
    const memory = backend.bufferManager.acquireBuffer(byteLength, usage.STORAGE | usage.COPY_DST);
    backend.device.queue.writeBuffer(memory, 0, buffer as ArrayBuffer, byteOffset, byteLength);
    return memory;
  }) as [RecordedBuffer, RecordedBuffer];
  onGpu.set(angles, made);
  // Commands that need them may not have been sent yet.
  given.register(angles, () => backend.uniformPendingDisposal.push(...made));
  return made;
}

/** `rotate`; the backward pass turns back. */
export function webgpuRotate(backend: WebgpuBackend, x: tf.Tensor4D, angles: Angles): tf.Tensor4D {
  const turn = (tensor: tf.Tensor4D, direction: number): tf.Tensor4D => {
    const [, , heads, width] = tensor.shape;
    const out = output(backend, tensor.shape);
    run(backend, program, {
      reads: [tensor, ...buffersOf(backend, angles)],
      writes: [out],
      numbers: [tensor.size, heads, width, angles.pairs, direction],
      groups: Math.ceil(tensor.size / INVOCATIONS),
    });
    return tensorOf(out);
  };
  return withGradient([x], () => ({ value: turn(x, 1), gradFunc: (dy) => [turn(dy, -1)] }));
}
