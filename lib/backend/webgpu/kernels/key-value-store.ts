/** Keys and values of decoding in place, and attention of few queries over them: a workgroup for each, which shares the keys. */
import * as tf from '@tensorflow/tfjs';
import type { KeyValueStore } from '../../kernels.ts';
import { composedCrossAttention } from '../../ops/attention.ts';
import { biasedAttention } from '../../ops/biased-attention.ts';
import { type Program, element, output, programs, reduce, run, sum, tensorOf } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { fitsWidth } from './attention.ts';
import { type Shape, at, eachVector, own, readsOf, sees, shared, write, zeros } from './attention-tiles.ts';

const [LANES, INVOCATIONS] = [64, 256] as const;

/** Writes tokens after those that are there. */
const appending: Program = {
  reads: { k: 'f32', v: 'f32' },
  writes: ['keys', 'values'],
  numbers: { size: 'u32', perToken: 'u32', tokens: 'u32', room: 'u32', begin: 'u32' },
  invocations: INVOCATIONS,
  body: `${element(INVOCATIONS)}
  let token = at / p.perToken;
  let place = (token / p.tokens * p.room + p.begin + token % p.tokens) * p.perToken + at % p.perToken;
  keys[place] = k[at];
  values[place] = v[at];`,
};

/** The lanes' means, each of the keys that it has seen, as one. */
const attending = programs((shape: Shape): Program => {
  const { width, sight } = shape;
  const dotWithKey = Array.from(
    { length: Math.ceil(width / 4) },
    (_, i) => `dot(x${i}, kVector(source, ${i}u))`,
  );
  return {
    reads: readsOf(shape, ['q', 'k', 'v']),
    writes: ['out'],
    numbers: { queries: 'u32', keys: 'u32', heads: 'u32', scale: 'f32', room: 'u32', groups: 'u32' },
    invocations: LANES,
    before: `${shared(width, [], ['q', 'k', 'v'])}
var<workgroup> part : array<f32, ${LANES}>;
var<workgroup> vectors : array<vec4<f32>, ${LANES}>;`,
    body: `
  if (group >= p.groups) { return; }
  let inside = true;
  let row = group % p.queries;
  let head = group / p.queries % p.heads;
  let sample = group / (p.queries * p.heads);
  let start = ${at('row', 'p.queries')};
  ${own(width, 'x', 'q', ' * p.scale')}
  ${zeros(width, 'sum')}
  var largest = -3.0e38;
  var total = 0.0;
  for (var key = l; key < p.keys; key += ${LANES}u) {
    if (!(${sees[sight]})) { continue; }
    let source = ${at('key', 'p.room')};
    let score = ${dotWithKey.join(' + ')};
    let larger = max(largest, score);
    let shrink = exp(largest - larger);
    let weight = exp(score - larger);
    total = total * shrink + weight;
    largest = larger;
    ${eachVector(width, (i) => `sum${i} = sum${i} * shrink + weight * vVector(source, ${i}u);`)}
  }
  part[l] = largest;
  ${reduce('part', LANES, (a, b) => `max(${a}, ${b})`)}
  let share = exp(largest - part[0]);
  workgroupBarrier();
  part[l] = total * share;
  ${reduce('part', LANES, sum)}
  let whole = part[0];
  ${eachVector(
    width,
    (i) => `vectors[l] = sum${i} * share;
  ${reduce('vectors', LANES, sum)}
  sum${i} = vectors[0];
  workgroupBarrier();`,
  )}
  if (l > 0u) { return; }
  ${write(width, 'out', (i) => `select(vec4<f32>(), sum${i} / whole, whole > 0.0)`)}`,
  };
});

/** Memory for `capacity` tokens, [B, capacity, heads, d], of which `length` are in use. */
interface Room {
  readonly keys: tf.Tensor4D;
  readonly values: tf.Tensor4D;
}

/** `keyValueStore`. */
export function webgpuKeyValueStore(backend: WebgpuBackend, capacity: number): KeyValueStore {
  let length = 0;
  let room: Room | undefined;
  const roomFor = ([batch, , heads, width]: readonly number[]): Room => {
    const empty = () => tf.keep(tensorOf<tf.Tensor4D>(output(backend, [batch, capacity, heads, width])));
    return { keys: empty(), values: empty() };
  };
  return {
    length: () => length,
    append: (k, v) => {
      room ??= roomFor(k.shape);
      const [, tokens, heads, width] = k.shape;
      run(backend, appending, {
        reads: [k, v],
        writes: [room.keys, room.values],
        numbers: [k.size, heads * width, tokens, capacity, length],
        groups: Math.ceil(k.size / INVOCATIONS),
      });
      length += tokens;
    },
    attend: (q, keyMask, bias) => {
      if (!room) throw new Error('The key-value store is empty.');
      return bias || !fitsWidth(q)
        ? composed(q, room, length, { keyMask, bias })
        : attend(backend, q, room, length, keyMask);
    },
    dispose: () => {
      if (room) tf.dispose([room.keys, room.values]);
      room = undefined;
      length = 0;
    },
  };
}

function attend(
  backend: WebgpuBackend,
  q: tf.Tensor4D,
  { keys, values }: Room,
  length: number,
  keyMask: tf.Tensor2D | undefined,
): tf.Tensor4D {
  const [batch, queries, heads, width] = q.shape;
  return tf.tidy(() => {
    const out = output(backend, q.shape);
    const groups = batch * heads * queries;
    run(backend, attending({ width, sight: keyMask ? 'mask' : 'all' }), {
      reads: [q, keys, values, ...(keyMask ? [tf.cast(keyMask, 'float32')] : [])],
      writes: [out],
      numbers: [queries, length, heads, 1 / Math.sqrt(width), keys.shape[1], groups],
      groups,
    });
    return tensorOf(out);
  });
}

function composed(
  q: tf.Tensor4D,
  { keys, values }: Room,
  length: number,
  { keyMask, bias }: { keyMask: tf.Tensor2D | undefined; bias: tf.Tensor4D | undefined },
): tf.Tensor4D {
  return tf.tidy(() => {
    const [k, v] = [keys, values].map((all) => tf.slice(all, [0, 0, 0, 0], [-1, length, -1, -1])) as [
      tf.Tensor4D,
      tf.Tensor4D,
    ];
    return bias ? biasedAttention(q, k, v, { bias, keyMask }) : composedCrossAttention(q, k, v, keyMask);
  });
}
