/** The pool of GPU buffers, with a maker that only remembers. */
import { expect, test } from 'vitest';
import { GpuMemoryError } from '../../../lib/backend/index.ts';
import { GpuBufferPool } from '../../../lib/backend/webgpu/buffer-pool.ts';
import { RecordedBuffer } from '../../../lib/backend/webgpu/recording-device.ts';

function counted(largest = Infinity) {
  const alive = new Map<number, number>();
  const sink = {
    send(command: readonly unknown[]) {
      if (command[0] === 'buffer') alive.set(command[1] as number, command[2] as number);
      if (command[0] === 'destroy') alive.delete(command[1] as number);
    },
    readSync: () => new ArrayBuffer(0),
    read: () => Promise.resolve(new ArrayBuffer(0)),
  };
  let made = 0;
  const pool = new GpuBufferPool(
    {
      createBuffer: ({ size, usage }) => new RecordedBuffer(sink, made++, size, usage),
    },
    largest,
  );
  const bytes = () => [...alive.values()].reduce((sum, size) => sum + size, 0);
  return { pool, bytes, made: () => made };
}

test('a buffer serves the next tensor of about its size and of its usage', () => {
  const { pool, made } = counted();
  pool.releaseBuffer(pool.acquireBuffer(1000, 1));
  const again = pool.acquireBuffer(1020, 1);
  expect(again.size).toBeGreaterThanOrEqual(1020);
  expect(made()).toBe(1);
  pool.acquireBuffer(1020, 1);
  pool.releaseBuffer(again);
  pool.acquireBuffer(1020, 2);
  expect(made()).toBe(3);
});

test('one that is somewhat larger serves too, a much larger one does not', () => {
  const { pool, made } = counted();
  const large = pool.acquireBuffer(1500, 1);
  pool.releaseBuffer(large);
  expect(pool.acquireBuffer(1000, 1)).toBe(large);
  expect(pool.numBytesUsed).toBe(large.size);
  pool.releaseBuffer(large);
  pool.acquireBuffer(500, 1);
  expect(made()).toBe(2);
});

test('all buffers take no more than half beyond the most that was in use, or 256 MiB', () => {
  const { pool, bytes } = counted();
  for (let size = 2 ** 20; size < 2 ** 29; size *= 1.3)
    pool.releaseBuffer(pool.acquireBuffer(Math.ceil(size), 1));
  expect(pool.numBytesUsed).toBe(0);
  expect(pool.numBytesAllocated).toBe(bytes());
  expect(bytes()).toBeLessThanOrEqual(Math.max(2 ** 28, 1.5 * pool.peakBytes));
  pool.dispose();
  expect(bytes()).toBe(0);
});

test('what an update needed is there for the next one', () => {
  const { pool, made } = counted();
  const update = () => {
    const held = Array.from({ length: 40 }, () => pool.acquireBuffer(2 ** 24, 1));
    for (const buffer of held) pool.releaseBuffer(buffer);
  };
  update();
  update();
  expect(made()).toBe(40);
});

test('what is in use is never given twice', () => {
  const { pool } = counted();
  const held = Array.from({ length: 50 }, (_, i) => pool.acquireBuffer(256 + (i % 7) * 100, 1));
  expect(new Set(held).size).toBe(50);
});

test('what a GPU cannot hold in one array is refused, and what it just can is not rounded beyond that', () => {
  const { pool } = counted(1_000_000);
  expect(pool.acquireBuffer(1_000_000, 1).size).toBe(1_000_000);
  const used = pool.numBytesUsed;
  expect(() => pool.acquireBuffer(3 * 2 ** 20, 1)).toThrow(
    new GpuMemoryError('WebGPU: an array of 3 MiB is asked for, and this GPU takes at most 1 MiB at a time.'),
  );
  expect(pool.numBytesUsed).toBe(used);
});
