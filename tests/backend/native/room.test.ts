/** What is kept of texts that grow: rows put in their places, and attention over them, on both engines. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { KeyValueCache, Room, attendFrom, biasedAttention } from '../../../lib/backend/index.ts';
import { expectClose } from '../../support/close.ts';
import { expectNoLeak } from '../../support/leaks.ts';
import { Numbers, activateBoth, onBackend, withBackend } from './support.ts';

beforeAll(activateBoth);

const engines = ['cpu', 'native'] as const;
const placesOf = (...places: number[]): tf.Tensor2D => tf.tensor2d(places, [places.length, 1], 'int32');

describe.each(engines)('a room on %s', (engine) => {
  const inside = (body: () => void) => () => withBackend(engine, () => tf.tidy(body));

  it.each(['float32', 'int32'] as const)(
    'holds the first rows, then others at places of their own, of %s',
    (dtype) => {
      inside(() => {
        const room = new Room<tf.Tensor3D>(4);
        room.begin(tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2], dtype));
        room.put(tf.tensor3d([10, 20, 30, 40], [2, 1, 2], dtype), placesOf(2, 1));
        expect(room.all.arraySync()).toEqual([
          [[1, 2], [3, 4], [10, 20], [0, 0]],
          [[5, 6], [30, 40], [0, 0], [0, 0]],
        ]); // prettier-ignore
        room.keep([1]);
        room.put(tf.tensor3d([-1, -2], [1, 1, 2], dtype), placesOf(3));
        expect(room.all.arraySync()).toEqual([[[5, 6], [30, 40], [0, 0], [-1, -2]]]); // prettier-ignore
        room.dispose();
      })();
    },
  );

  it('leaves what others have of its numbers as it was', () => {
    inside(() => {
      const room = new Room<tf.Tensor2D>(2);
      const first = tf.tensor2d([[1, 2]]);
      room.begin(first);
      const seen = tf.clone(room.all);
      room.put(tf.tensor2d([[9]]), placesOf(0));
      expect(room.all.arraySync()).toEqual([[9, 2]]);
      expect([seen.arraySync(), first.arraySync()]).toEqual([[[1, 2]], [[1, 2]]]);
      room.dispose();
    })();
  });

  it('refuses more tokens than it has room for, and to be read before it is begun', () => {
    inside(() => {
      const room = new Room<tf.Tensor2D>(2);
      expect(() => room.all).toThrow('empty');
      expect(() => room.begin(tf.ones([1, 3]))).toThrow('at most 2 tokens, not 3');
      expect(() => new Room(0)).toThrow('room for one token or more');
    })();
  });

  it('leaves no tensors behind', () => {
    withBackend(engine, () => {
      expectNoLeak(() => {
        const room = new Room<tf.Tensor2D>(3);
        tf.tidy(() => {
          room.begin(tf.ones([2, 1]));
          room.put(tf.zeros([2, 1]), placesOf(1, 2));
          room.keep([0]);
          room.begin(tf.ones([1, 2]));
        });
        room.dispose();
      });
    });
  });
});

it('the native engine refuses places that are not in the room', () => {
  const room = new Room<tf.Tensor2D>(3);
  tf.tidy(() => {
    room.begin(tf.ones([1, 1]));
    for (const place of [3, -1]) {
      expect(() => room.put(tf.ones([1, 1]), placesOf(place))).toThrow(`place ${place} is not in [0, 3)`);
    }
  });
  room.dispose();
});

it('a key-value cache attends as over the tokens alone, with and without a bias, and goes on with some of the texts', () => {
  const numbers = new Numbers('cache');
  const inputs = [
    ...[[3, 7, 5, 8], [3, 7, 5, 8], [3, 1, 5, 8], [3, 5, 1, 9]].map((shape) => numbers.floats(shape)),
  ]; // prettier-ignore
  const begun = 4;
  // The texts had begun with 4, 2 and 3 tokens, the rest was padding, and each has got one more since.
  const places = [4, 2, 3];
  const attend = (...tensors: tf.Tensor[]): tf.Tensor[] => {
    const [k, v, q, bias] = tensors as tf.Tensor4D[];
    const part = (x: tf.Tensor4D, start: number, count: number): tf.Tensor4D =>
      tf.slice(x, [0, start, 0, 0], [-1, count, -1, -1]);
    const cache = new KeyValueCache(9);
    cache.begin(part(k, 0, begun), part(v, 0, begun));
    cache.put(part(k, 6, 1), part(v, 6, 1), placesOf(...places));
    const results = [cache.attend(q, placesOf(...places)), cache.attend(q, placesOf(...places), bias)];
    const some = [2, 0];
    const of = <T extends tf.Tensor>(x: T): T => tf.gather(x, some);
    cache.keep(some);
    results.push(cache.attend(of(q), placesOf(3, 4)), cache.attend(of(q), placesOf(3, 4), of(bias)));
    cache.dispose();
    // Text by text, and nothing beside its tokens.
    for (const [text, place] of places.entries()) {
      const own = (x: tf.Tensor4D) => {
        const row = tf.slice(x, [text, 0, 0, 0], [1, -1, -1, -1]);
        return tf.concat([part(row, 0, place), part(row, 6, 1)], 1);
      };
      const asks = tf.slice(q, [text, 0, 0, 0], [1, -1, -1, -1]);
      const ownBias = tf.slice(bias, [text, 0, 0, 0], [1, -1, -1, place + 1]);
      results.push(attendFrom(asks, own(k), own(v), placesOf(place)));
      results.push(biasedAttention(asks, own(k), own(v), { bias: ownBias }));
    }
    return results;
  };
  for (const engine of engines) {
    const [plain, biased, plainOfSome, biasedOfSome, ...expected] = onBackend(engine, inputs, attend);
    const of = (kind: number, texts: number[]) => texts.flatMap((text) => expected[2 * text + kind].data);
    expectClose(plain.data, of(0, [0, 1, 2]));
    expectClose(biased.data, of(1, [0, 1, 2]));
    expectClose(plainOfSome.data, of(0, [2, 0]));
    expectClose(biasedOfSome.data, of(1, [2, 0]));
    expect(biased.data.some((value, i) => Math.abs(value - plain.data[i]) > 1e-3)).toBe(true);
  }
});
