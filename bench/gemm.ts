/** Matrix products of the shapes that training meets, and a large square one, which is the summary. */
import * as tf from '@tensorflow/tfjs';
import { type Measurement, type MeasureOptions, type Workload, measure } from './measure.ts';

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly transposed?: 'left' | 'right';
}

const shapes: readonly Shape[] = [
  { rows: 4096, columns: 768, depth: 256 },
  { rows: 4096, columns: 1024, depth: 256 },
  { rows: 4096, columns: 256, depth: 1024 },
  { rows: 4096, columns: 1024, depth: 256, transposed: 'right' },
  { rows: 256, columns: 1024, depth: 4096, transposed: 'left' },
  { rows: 1024, columns: 256, depth: 4096, transposed: 'left' },
  { rows: 8192, columns: 64, depth: 64 },
  { rows: 64, columns: 64, depth: 8192, transposed: 'left' },
  { rows: 8192, columns: 24, depth: 64 },
  { rows: 1, columns: 1024, depth: 256 },
  { rows: 2048, columns: 2048, depth: 2048 },
];

export function product({ rows, columns, depth, transposed }: Shape): Workload {
  const [left, right] = [transposed === 'left', transposed === 'right'];
  const a = tf.randomNormal(left ? [depth, rows] : [rows, depth]);
  const b = tf.randomNormal(right ? [columns, depth] : [depth, columns]);
  const flops = 2 * rows * columns * depth;
  const times = Math.max(1, Math.round(2e8 / flops));
  const step = (): number => {
    for (let index = 0; index < times; index++) tf.matMul(a, b, left, right).dispose();
    return 0;
  };
  return { step, flops: flops * times };
}

/** The measurement of the last shape; the others are printed. */
export async function run(options: MeasureOptions): Promise<Measurement> {
  let last: Measurement | undefined;
  for (const shape of shapes) {
    last = await measure('gemm', () => product(shape), options);
    const { rows, columns, depth, transposed } = shape;
    const note = transposed ? ` (${transposed} side transposed)` : '';
    process.stdout.write(`${rows} x ${columns} x ${depth}${note}: ${last.gflops} Gflop/s\n`);
  }
  if (!last) throw new Error('There is no shape to measure.');
  return last;
}
