/** Acts that the page's engine repeats from its notes: they give what the act gives, and are asked again where notes do not do. */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { beforeAll, expect, it, vi } from 'vitest';
import {
  type Act,
  Room,
  attendFrom,
  crossAttention,
  feedForward,
  linear,
  repeated,
  rmsNorm,
  rotary,
} from '../../lib/backend/index.ts';
import { readNumbers } from '../../lib/backend/ops/repeated.ts';
import { startPageEngine } from '../../scripts/live/engine.ts';
import { Numbers } from '../backend/native/support.ts';
import { expectNoLeak } from '../support/leaks.ts';

beforeAll(startPageEngine);

const numbers = new Numbers('repeated in the page');
const floats = <T extends tf.Tensor>(...shape: number[]) => tf.tensor(numbers.floats(shape).data, shape) as T;
const ints = (...values: number[]) => tf.tensor2d([values], [1, values.length], 'int32');

/** The act on inputs of these kinds, several times, from notes and without; and how often it was asked for the former. */
function compared(act: Act, inputsOf: () => tf.Tensor[], between: () => void = () => undefined) {
  const spy = vi.fn(act);
  const notes = repeated(spy);
  const results = Array.from({ length: 4 }, () => {
    between();
    return tf.tidy(() => {
      const inputs = inputsOf();
      const result = notes.run(...inputs).dataSync();
      // Other work finds memory of the same sizes, and must not find that of the notes.
      for (const input of inputs) tf.mul(tf.add(input, 1e6), 3);
      return [[...result], [...act(...inputs).dataSync()]];
    });
  });
  notes.forget();
  const same = results.every(([noted, plain]) => noted.join() === plain.join());
  return { asked: spy.mock.calls.length, same };
}

const once = { asked: 1, same: true };
const [gain, gate] = [() => floats<tf.Tensor1D>(8), () => floats<tf.Scalar>()];

/** A layer of the model: norms, maps, GELU, gates, attention, and what tfjs has of it. */
function layer(): { act: Act; weights: tf.Tensor[] } {
  const [inwards, outwards] = [
    { weight: floats<tf.Tensor2D>(8, 16) },
    { weight: floats<tf.Tensor2D>(16, 8) },
  ];
  const [table, three, scale, open] = [floats(5, 8), floats<tf.Tensor2D>(8, 24), gain(), gate()];
  const mask = tf.tensor2d([1, 0, 1], [1, 3]);
  const [k, v] = [floats<tf.Tensor4D>(1, 3, 2, 4), floats<tf.Tensor4D>(1, 3, 2, 4)];
  const act: Act = (tokens, x) => {
    const [before, token] = [0, 1].map((at) => tf.slice(tokens, [0, at], [-1, 1]));
    const embedded = tf.add<tf.Tensor3D>(tf.gather(table, token), tf.gather(table, before));
    const [first, , last] = tf.split(linear(embedded, three), 3, 2);
    const normed = rmsNorm(last, scale, 1e-5);
    const joining = { residual: x, gate: tf.tanh<tf.Scalar>(open) };
    const fed = feedForward({ x: normed, inwards, outwards, activation: 'gelu', joining });
    const read = crossAttention(tf.reshape(first, [1, 1, 2, 4]), k, v, mask);
    return linear(tf.reshape(read, [1, 1, 8]), tf.slice(three, [0, 4], [8, 8]), scale, 'squaredRelu', {
      residual: fed,
    });
  };
  return { act, weights: [inwards.weight, outwards.weight, table, three, scale, open, mask, k, v] };
}

it('does a layer again without asking for it, and gives all of its memory back', () => {
  const backend = tf.backend() as BackendWasm;
  const before = backend.numDataIds();
  expectNoLeak(() => {
    const { act, weights } = layer();
    const inputs = () => [ints(numbers.integer(0, 4), numbers.integer(0, 4)), floats(1, 1, 8)];
    expect(compared(act, inputs)).toEqual(once);
    tf.dispose(weights);
  });
  expect(backend.numDataIds()).toBe(before);
});

it('finds its numbers again where the memory has grown meanwhile', () => {
  const { act, weights } = layer();
  const buffers = new Set<ArrayBufferLike>();
  const grow = () => {
    const large = tf.zeros([8_000_000]);
    buffers.add((tf.backend() as BackendWasm).typedArrayFromHeap(large).buffer);
    weights.push(large);
  };
  const inputs = () => [ints(numbers.integer(0, 4), numbers.integer(0, 4)), floats(1, 1, 8)];
  expect(compared(act, inputs, grow)).toEqual(once);
  expect(buffers.size).toBeGreaterThan(1);
  tf.dispose(weights);
});

it('asks again for other shapes, and after it was told to forget', () => {
  const weight = floats<tf.Tensor2D>(3, 3);
  const act = vi.fn((x: tf.Tensor): tf.Tensor => linear(x, weight));
  const notes = repeated(act);
  const run = (rows: number): number[] => tf.tidy(() => notes.run(tf.ones([rows, 3])).shape);
  expect([run(2), run(2), run(1), run(1)]).toEqual([[2, 3], [2, 3], [1, 3], [1, 3]]); // prettier-ignore
  expect(act).toHaveBeenCalledTimes(2);
  notes.forget();
  run(1);
  expect(act).toHaveBeenCalledTimes(3);
  notes.forget();
  weight.dispose();
});

it('turns by the positions of each time', () => {
  const x = floats<tf.Tensor4D>(1, 2, 1, 4);
  const positions = [[3, 5], [7, 900], [0, 1], [5, 3]].values(); // prettier-ignore
  const act: Act = (at) => rotary(x, at as tf.Tensor2D, { share: 1, base: 100 });
  expect(compared(act, () => [ints(...positions.next().value!)])).toEqual(once);
  x.dispose();
});

it('puts rows where each time says, and sees those that were put before', () => {
  const room = new Room<tf.Tensor4D>(6);
  tf.tidy(() => room.begin(floats(1, 2, 1, 4)));
  const places = [2, 3, 4, 5].values();
  const act: Act = (row, at) => {
    room.put(row as tf.Tensor4D, at as tf.Tensor2D);
    return attendFrom(row as tf.Tensor4D, room.all, room.all, at as tf.Tensor2D);
  };
  expect(compared(act, () => [floats(1, 1, 1, 4), ints(places.next().value!)])).toEqual(once);
  expect([...room.all.dataSync().subarray(8)]).not.toContain(0);
  room.dispose();
});

it('calls JavaScript that reads numbers by its op every time', () => {
  const sums: number[] = [];
  const notes = repeated((x) => {
    readNumbers(x, (values) => sums.push(values[0] + values[1]));
    return tf.reshape(x, [2, 1]);
  });
  tf.tidy(() => {
    for (const value of [1, 5, 9]) notes.run(tf.fill([2], value));
  });
  expect(sums).toEqual([2, 10, 18]);
  notes.forget();
});

let kept: tf.Tensor | undefined;
const squares = (): Act => {
  const weight = tf.eye(3);
  return (x) => linear(x, weight);
};
const refused: Readonly<Record<string, () => Act>> = {
  'computed by tfjs': () => (x) => tf.log1p(tf.abs(x)),
  'multiplied by numbers that change': () => (x) => tf.matMul(x, x, false, true),
  'split along another axis': () => (x) => tf.split(x, 2, 0)[1],
  'taken from several rows': () => (x) => tf.slice(x, [0, 1], [2, 1]),
  'added to each row': () => (x) => tf.add(x, tf.slice(x, [0, 0], [1, 3])),
  'decided by numbers': () => {
    const act = squares();
    return (x) => (x.dataSync()[0] > 0 ? act(x) : act(act(x)));
  },
  'kept for later': () => {
    const act = squares();
    return (x) => {
      kept?.dispose();
      kept = tf.keep(act(x));
      return act(kept);
    };
  },
  'read before it is written': () => {
    const room = new Room<tf.Tensor3D>(1);
    tf.tidy(() => room.begin(tf.zeros([2, 1, 3])));
    const act = squares();
    return (x) => {
      const before = tf.add(tf.reshape(room.all, [2, 3]), 1);
      room.put(tf.reshape(x, [2, 1, 3]), tf.zeros([2, 1], 'int32'));
      return act(before);
    };
  },
};

it.each(Object.keys(refused))('asks every time where something is %s', (name) => {
  const spy = vi.fn(refused[name]());
  const notes = repeated(spy);
  tf.tidy(() => {
    for (let i = 0; i < 3; i++) notes.run(floats(2, 3));
  });
  expect(spy).toHaveBeenCalledTimes(3);
  notes.forget();
  kept?.dispose();
  kept = undefined;
});

it('notes nothing of an act that fails, and does it the next time', () => {
  let fails = true;
  const weight = floats<tf.Tensor2D>(2, 2);
  const notes = repeated((x) => {
    const mapped = linear(x, weight);
    if (fails) throw new Error('not now');
    return mapped;
  });
  expectNoLeak(() => {
    expect(() => tf.tidy(() => notes.run(tf.ones([1, 2])))).toThrow('not now');
    fails = false;
    tf.tidy(() => {
      const x = tf.ones([1, 2]);
      expect([...notes.run(x).dataSync()]).toEqual([...linear(x, weight).dataSync()]);
    });
    notes.forget();
  });
  weight.dispose();
});

it('refuses rows that a table has not, also the second time', () => {
  const table = floats(3, 4);
  const notes = repeated((at) => tf.gather(table, at));
  tf.tidy(() => void notes.run(ints(2)));
  expect(() => tf.tidy(() => notes.run(ints(3)))).toThrow('no row 3 among 3');
  notes.forget();
  table.dispose();
});
