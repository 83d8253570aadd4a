import { setImmediate, setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import * as fromSource from '../../lib/training/batch-source.ts';
import { type NarBatchRequest, makeNarBatch } from '../../lib/training/nar-batch.ts';

// A worker thread cannot load TypeScript, so the thread is tested as it is built.
const compiled = '../../dist/lib/training/batch-source.js';
const { batchSource } = (await import(compiled)) as typeof fromSource;

const request = (update: number): NarBatchRequest => ({
  algorithm: update % 2 === 0 ? 'bfs' : 'insertion_sort',
  size: 5,
  seed: 4,
  first: 3 * update,
  count: 3,
  options: {},
  randomPositions: true,
});

let open: fromSource.BatchSource[] = [];
afterEach(async () => {
  await Promise.all(open.map((source) => source.close()));
  open = [];
});
const opened = (source: fromSource.BatchSource) => {
  open.push(source);
  return source;
};

describe('batchSource', () => {
  test('gives the same batches from a worker thread as in place, in order', async () => {
    const [worker, inPlace] = [
      batchSource({ request, updates: 12 }),
      fromSource.batchSource({ request, updates: 12 }),
    ].map(opened);
    for (let update = 2; update < 12; update++) {
      const expected = makeNarBatch(request(update));
      expect(await worker.next(update)).toEqual(expected);
      expect(await inPlace.next(update)).toEqual(expected);
    }
  });

  test('a trainer that is slower than the worker does not wait', async () => {
    const source = opened(batchSource({ request, updates: 40 }));
    await source.next(0);
    for (let update = 1; update < 20; update++) {
      await setTimeout(20);
      const first = await Promise.race([source.next(update), setImmediate('waited')]);
      expect(first).toEqual(makeNarBatch(request(update)));
    }
  });

  test('a batch that cannot be made fails the trainer with the reason', async () => {
    const source = opened(
      batchSource({ request: (update) => ({ ...request(update), size: 1 }), updates: 4 }),
    );
    await expect(source.next(0)).rejects.toThrow(/needs an integer size of at least 2/);
  });

  test('asks for nothing ahead that is not known yet, and not for the same again', async () => {
    const asked: number[] = [];
    let known = 3;
    const asking = (update: number) => {
      if (update >= known) throw new Error(`update ${update} is not known yet`);
      asked.push(update);
      return request(update);
    };
    const options = { request: asking, isKnown: (update: number) => update < known, updates: 8 };
    const source = opened(batchSource(options));
    for (const update of [0, 1, 2]) {
      expect(await source.next(update)).toEqual(makeNarBatch(request(update)));
    }
    expect(asked).toEqual([0, 1, 2]);
    await expect(source.next(3)).rejects.toThrow('update 3 is not known yet');
    known = 8;
    for (const update of [3, 4]) expect(await source.next(update)).toEqual(makeNarBatch(request(update)));
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});
