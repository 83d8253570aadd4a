/** The table of rotary angles: every position has its own, whichever was met before it. */
import { expect, test } from 'vitest';
import { AngleTable } from '../../lib/backend/ops/angle-table.ts';

const frequencies = [1, 0.1, 0.003];

function read(table: AngleTable, positions: readonly number[]) {
  const size = positions.length * frequencies.length;
  const angles = { cosines: new Float32Array(size), sines: new Float32Array(size) };
  table.read(positions, angles);
  return angles;
}

function plain(positions: readonly number[]) {
  const angles = positions.flatMap((position) => frequencies.map((frequency) => position * frequency));
  return { cosines: Float32Array.from(angles, Math.cos), sines: Float32Array.from(angles, Math.sin) };
}

test('positions that are new, were met before, lie above all others or beyond what is kept', () => {
  const table = new AngleTable(frequencies);
  for (const positions of [
    [0],
    [3, 1, 3],
    [1, 2047, 0],
    [2048, 1],
    [65_535, 65_536, 1_000_003],
    [-2, 5],
    [2047],
  ]) {
    expect(read(table, positions)).toEqual(plain(positions));
  }
});
