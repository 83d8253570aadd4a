/** Memory is handed out once at a time, and again to whatever fits. */
import { describe, expect, it } from 'vitest';
import { BufferPool } from '../../../lib/backend/native/buffer-pool.ts';

const KIB = 1024;

/** A pool whose blocks begin 16 bytes into their buffers, and arrays in its memory. */
function poolOf(mostHeld?: number) {
  const pool = new BufferPool(() => 16, mostHeld);
  const make = (bytes: number): Uint8Array => {
    const { buffer, offset } = pool.take(bytes);
    return new Uint8Array(buffer, offset, bytes);
  };
  return { pool, make };
}

describe('the pool of buffers', () => {
  it('gives memory back to an array of the same size, and to one array at a time', () => {
    const { pool, make } = poolOf();
    const [first, second] = [make(10 * KIB), make(10 * KIB)];
    expect(first.buffer).not.toBe(second.buffer);
    pool.giveBack(first);
    const [third, fourth] = [make(10 * KIB), make(10 * KIB)];
    expect(third.buffer).toBe(first.buffer);
    expect(third.byteOffset).toBe(16);
    expect(fourth.buffer).not.toBe(first.buffer);
  });

  it('gives it to smaller arrays, the tightest fit first, but not to much smaller ones', () => {
    const { pool, make } = poolOf();
    const [large, medium] = [make(64 * KIB), make(40 * KIB)];
    pool.giveBack(large);
    pool.giveBack(medium);
    expect(make(10 * KIB).buffer).toBe(medium.buffer);
    expect(make(15 * KIB).buffer).not.toBe(large.buffer);
    expect(make(16 * KIB).buffer).toBe(large.buffer);
  });

  it('never gives it to larger ones, even after a smaller array has used it', () => {
    const { pool, make } = poolOf();
    const block = make(64 * KIB);
    pool.giveBack(block);
    pool.giveBack(make(20 * KIB));
    expect(pool.heldBytes).toBe(64 * KIB);
    expect(make(65 * KIB).buffer).not.toBe(block.buffer);
    expect(make(64 * KIB).buffer).toBe(block.buffer);
    expect(pool.heldBytes).toBe(0);
  });

  it('drops first what was given back longest ago', () => {
    const { pool, make } = poolOf(100 * KIB);
    const [old, recent, last] = [make(32 * KIB), make(64 * KIB), make(8 * KIB)];
    for (const array of [old, recent, last]) pool.giveBack(array);
    expect(pool.heldBytes).toBe(72 * KIB);
    expect(make(64 * KIB).buffer).toBe(recent.buffer);
    expect(make(32 * KIB).buffer).not.toBe(old.buffer);
  });

  it('knows its own memory, and refuses what is not', () => {
    const { pool, make } = poolOf();
    const foreign = new Uint8Array(10 * KIB);
    expect([pool.owns(make(1)), pool.owns(foreign)]).toEqual([true, false]);
    expect(() => pool.giveBack(foreign)).toThrow('not of the pool');
  });
});
