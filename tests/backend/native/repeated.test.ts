/** Acts that the native engine repeats from its notes: they give what the act gives, and are asked again where notes do not do. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import {
  type Act,
  Room,
  attendFrom,
  feedForward,
  repeated,
  repeatedAll,
  rmsNorm,
  rotary,
} from '../../../lib/backend/index.ts';
import type { ActOfMany } from '../../../lib/backend/kernels.ts';
import type { NativeBackend } from '../../../lib/backend/native/native-backend.ts';
import { readNumbers } from '../../../lib/backend/ops/repeated.ts';
import { expectNoLeak } from '../../support/leaks.ts';
import { Numbers, activateBoth, withBackend } from './support.ts';

beforeAll(activateBoth);
afterEach(() => vi.restoreAllMocks());

const numbers = new Numbers('repeated');
const floats = (...shape: number[]): tf.Tensor => {
  const { data } = numbers.floats(shape);
  return tf.tensor(data, shape);
};

/** The act on inputs of these shapes, several times, from notes and without; and how often it was asked for the former. */
function compared(act: Act, shapes: readonly number[][], times = 4): { asked: number; same: boolean } {
  const spy = vi.fn(act);
  const notes = repeated(spy);
  const results = Array.from({ length: times }, () =>
    tf.tidy(() => {
      const inputs = shapes.map((shape) => floats(...shape));
      const result = notes.run(...inputs).dataSync();
      // Other work finds memory of the same sizes, and must not find that of the notes.
      for (const input of inputs) tf.mul(tf.add(input, 1e6), 3);
      return [[...result], [...act(...inputs).dataSync()]];
    }),
  );
  notes.forget();
  const same = results.every(([noted, plain]) => noted.join() === plain.join());
  return { asked: spy.mock.calls.length, same };
}

const weight = tf.keep; // Parameters stay where they are.

it('does an act of native ops again without asking for it', () => {
  const [inwards, outwards] = [{ weight: weight(floats(6, 8)) }, { weight: weight(floats(8, 6)) }];
  const gain = weight(floats(6));
  const act: Act = (x, y) => {
    const normed = rmsNorm(tf.add(x, y), gain as tf.Tensor1D, 1e-5);
    const maps = { inwards, outwards } as {
      inwards: { weight: tf.Tensor2D };
      outwards: { weight: tf.Tensor2D };
    };
    return feedForward({ x: normed, ...maps, activation: 'gelu', joining: { residual: x } });
  };
  expect(compared(act, [[2, 3, 6], [2, 3, 6]])).toEqual({ asked: 1, same: true }); // prettier-ignore
  tf.dispose([inwards.weight, outwards.weight, gain]);
});

it('asks again for other shapes, and after it was told to forget', () => {
  const act = vi.fn((x: tf.Tensor): tf.Tensor => tf.mul(x, 2));
  const notes = repeated(act);
  const run = (...shape: number[]): number[] => {
    const result = tf.tidy(() => notes.run(tf.ones(shape)));
    result.dispose();
    return result.shape;
  };
  expect([run(2, 3), run(2, 3), run(3, 2), run(3, 2)]).toEqual([[2, 3], [2, 3], [3, 2], [3, 2]]); // prettier-ignore
  expect(act).toHaveBeenCalledTimes(2);
  notes.forget();
  run(3, 2);
  expect(act).toHaveBeenCalledTimes(3);
  notes.forget();
});

it('turns by the positions of each time', () => {
  const asked = vi.fn((x: tf.Tensor, at: tf.Tensor) =>
    rotary(x as tf.Tensor4D, at as tf.Tensor2D, { share: 1, base: 100 }),
  );
  const notes = repeated(asked);
  tf.tidy(() => {
    const x = floats(1, 2, 1, 4) as tf.Tensor4D;
    for (const at of [
      [3, 5],
      [7, 900],
      [0, 1],
    ]) {
      const positions = tf.tensor2d([at], [1, 2], 'int32');
      const plain = rotary(x, positions, { share: 1, base: 100 }).dataSync();
      expect(notes.run(x, positions).dataSync()).toEqual(plain);
    }
  });
  expect(asked).toHaveBeenCalledTimes(1);
  notes.forget();
});

it('puts rows where each time says, and sees those that were put before', () => {
  const room = new Room<tf.Tensor4D>(5);
  tf.tidy(() => room.begin(floats(1, 2, 1, 3) as tf.Tensor4D));
  const asked = vi.fn();
  const notes = repeated((row, places) => {
    asked();
    room.put(row as tf.Tensor4D, places as tf.Tensor2D);
    return attendFrom(row as tf.Tensor4D, room.all, room.all, places as tf.Tensor2D);
  });
  tf.tidy(() => {
    for (const place of [2, 3, 4]) {
      const row = floats(1, 1, 1, 3) as tf.Tensor4D;
      const places = tf.tensor2d([[place]], [1, 1], 'int32');
      const said = notes.run(row, places).dataSync();
      expect([...tf.slice(room.all, [0, place, 0, 0], [1, 1, 1, 3]).dataSync()]).toEqual([...row.dataSync()]);
      expect(said).toEqual(attendFrom(row, room.all, room.all, places).dataSync());
    }
  });
  expect(asked).toHaveBeenCalledTimes(1);
  notes.forget();
  room.dispose();
});

const log: Act = (x) => tf.log1p(tf.abs(x));
const reads: Act = (x) => tf.mul(x, x.dataSync()[0]);
let kept: tf.Tensor | undefined;
const keeps: Act = (x) => {
  kept?.dispose();
  kept = tf.keep(tf.mul(x, 2));
  return tf.add(kept, 1);
};

it.each(
  Object.entries({ 'computed in JavaScript': log, 'decided by numbers': reads, 'kept for later': keeps }),
)('asks every time where something is %s', (_, act) => {
  const { asked, same } = compared(act, [[2, 3]], 4);
  expect({ asked, same }).toEqual({ asked: 4, same: true });
  kept?.dispose();
  kept = undefined;
});

it('calls JavaScript that reads numbers by its op every time', () => {
  const sums: number[] = [];
  const notes = repeated((x) => {
    readNumbers(x, (values) => sums.push(Array.from(values).reduce((sum, value) => sum + value, 0)));
    return tf.add(x, 1);
  });
  tf.tidy(() => {
    for (const value of [1, 5, 9]) notes.run(tf.fill([2], value));
  });
  expect(sums).toEqual([2, 10, 18]);
  notes.forget();
});

it('notes nothing of an act that fails, and does it the next time', () => {
  let fails = true;
  const notes = repeated((x) => {
    const twice = tf.mul(x, 2);
    if (fails) throw new Error('not now');
    return twice;
  });
  expectNoLeak(() => {
    expect(() => tf.tidy(() => notes.run(tf.ones([2])))).toThrow('not now');
    expect((tf.backend() as NativeBackend).recording).toBeUndefined();
    fails = false;
    tf.tidy(() => {
      expect([...notes.run(tf.ones([2])).dataSync()]).toEqual([2, 2]);
    });
    notes.forget();
  });
});

it('gives its memory back when it forgets', () => {
  const backend = tf.backend() as NativeBackend;
  const notes = repeated((x) => tf.mul(tf.add(x, 1), 2));
  const run = () => tf.tidy(() => void notes.run(tf.ones([100_000])));
  run();
  const whileKnown = backend.pooledBytes;
  notes.forget();
  // The input, the sum and the product.
  expect(backend.pooledBytes - whileKnown).toBeGreaterThanOrEqual(3 * 400_000);
});

it('on another engine asks the act every time', () => {
  withBackend('cpu', () => {
    const act = vi.fn<Act>((x) => tf.mul(x, 2));
    const { run } = repeated(act);
    const results = [1, 2, 3].map((x) => run(tf.scalar(x)).dataSync()[0]);
    expect(results).toEqual([2, 4, 6]);
    expect(act).toHaveBeenCalledTimes(3);
  });
});

it('gives all that an act gives, of tensors that share memory one each', () => {
  const act = vi.fn<ActOfMany>((x, y) => {
    const sum = tf.add(x, y);
    return [sum, tf.clone(sum), tf.sub(x, y)];
  });
  const notes = repeatedAll(act);
  for (let time = 0; time < 3; time++) {
    const results = tf.tidy(() => {
      const all = notes.run(floats(2, 3), tf.ones([2, 3]));
      all[0].dispose();
      return all.slice(1).map((each) => Array.from(each.dataSync<'float32'>()));
    });
    results[0].forEach((sum, i) => expect(sum - results[1][i]).toBeCloseTo(2, 5));
  }
  expect(act).toHaveBeenCalledTimes(1);
  notes.forget();
});
