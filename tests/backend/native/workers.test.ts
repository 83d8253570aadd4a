import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { requireAddon } from './support.ts';

const addonPath = join(import.meta.dirname, '../../../native/build/transnar.node');

/** Multiplies the same matrices many times and reports a checksum of every product that differs from the first. */
const body = `
  const { parentPort, workerData } = require('node:worker_threads');
  const addon = require(workerData.path);
  const [rows, columns, depth] = [300, 200, 150];
  const fill = (size, seed) => Float32Array.from({ length: size }, (_, i) => Math.sin(i * seed));
  const [a, b] = [fill(rows * depth, workerData.seed), fill(depth * columns, 0.37)];
  const product = () => {
    const out = new Float32Array(rows * columns);
    addon.gemm(1, rows, columns, depth, a, false, false, b, false, false, 1, 0, null, 0, null, 0, null, null, out);
    return out;
  };
  const first = product();
  let different = 0;
  for (let i = 0; i < 200; i++) {
    addon.share(i % 5 > 1); // now and then, and in the end
    if (product().some((value, at) => value !== first[at])) different++;
  }
  let exact = 0;
  for (let k = 0; k < depth; k++) exact += a[7 * depth + k] * b[k * columns + 9];
  parentPort.postMessage({ different, error: Math.abs(first[7 * columns + 9] - exact) });
`;

function run(seed: number): Promise<{ different: number; error: number }> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(body, { eval: true, workerData: { path: addonPath, seed } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

describe('worker threads', () => {
  it('share the native engine at the same time', async () => {
    requireAddon();
    const results = await Promise.all([run(0.11), run(0.23), run(0.31)]);
    for (const { different, error } of results) {
      expect(different).toBe(0);
      expect(error).toBeLessThan(1e-4);
    }
  });
});
