import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { Parameters } from '../../lib/model/parameters.ts';
import { observed, watch, watching } from '../../lib/model/watch.ts';

test('an activation is computed for a watcher alone, and nothing stays behind', () => {
  let computed = 0;
  const module = () =>
    watch(Parameters.seeded(0).scope('blocks').scope(1).path('gate'), () => {
      computed++;
      return tf.scalar(0.25).mul(2);
    });
  module();
  expect(computed).toBe(0);
  const seen: [string, number][] = [];
  const before = tf.memory().numTensors;
  const result = watching(
    (name, value) => seen.push([name, value.dataSync()[0]]),
    () => {
      module();
      return 'done';
    },
  );
  expect(result).toBe('done');
  expect(seen).toEqual([['blocks.1.gate', 0.5]]);
  expect(tf.memory().numTensors).toBe(before);
  module();
  expect(computed).toBe(1);
});

test('nothing is computed that is not wanted, and whoever could leave it out knows', () => {
  const shown: string[] = [];
  watching(
    (name) => shown.push(name),
    () => {
      for (const name of ['a.weights', 'b.weights']) {
        watch(name, () => {
          expect(name).toBe('b.weights');
          return tf.scalar(0);
        });
      }
      expect([observed('a.weights'), observed('a.weights', 'b.weights'), observed()]).toEqual([
        false,
        true,
        true,
      ]);
    },
    (name) => name.startsWith('b'),
  );
  expect(shown).toEqual(['b.weights']);
  expect(observed()).toBe(false);
});

test('after an error, and after a watcher inside another, the one before watches again', () => {
  const seen: string[] = [];
  const show = (name: string) => watch(name, () => tf.scalar(0));
  watching(
    (name) => seen.push(`outer ${name}`),
    () => {
      watching(
        (name) => seen.push(`inner ${name}`),
        () => show('a'),
      );
      expect(() =>
        watching(
          () => undefined,
          () => {
            throw new Error('broken');
          },
        ),
      ).toThrow('broken');
      show('b');
    },
  );
  expect(seen).toEqual(['inner a', 'outer b']);
});
