/**
 * Rows added up by their numbers. The workgroup of the first row with a number adds all of them in their order, so that a
 * sum is the same bits every time, which sums by atomic additions are not.
 */
import * as tf from '@tensorflow/tfjs';
import { composedScatterAdd } from '../../ops/scatter-add.ts';
import { type Program, run } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';

/** Columns of a workgroup, and rows whose numbers it looks at at a time. */
const LANES = 128;

const program: Program = {
  reads: { rows: 'f32', indices: 'i32' },
  writes: ['out'],
  numbers: { count: 'u32', width: 'u32', targets: 'u32' },
  invocations: LANES,
  before: `var<workgroup> seen : array<i32, ${LANES}>;
var<workgroup> met : array<u32, ${LANES}>;`,
  body: `
  let across = (p.width + ${LANES - 1}u) / ${LANES}u;
  let row = group / across;
  if (row >= p.count) { return; }
  let column = (group % across) * ${LANES}u + l;
  let wanted = indices[row];
  // Another workgroup has it if the number was there before.
  var before = 0u;
  for (var other = l; other < row; other += ${LANES}u) { if (indices[other] == wanted) { before = 1u; break; } }
  met[l] = before;
  workgroupBarrier();
  for (var half = ${LANES / 2}u; half > 0u; half >>= 1u) {
    if (l < half) { met[l] = max(met[l], met[l + half]); }
    workgroupBarrier();
  }
  if (workgroupUniformLoad(&met[0]) == 1u || wanted < 0 || u32(wanted) >= p.targets) { return; }
  var sum = 0.0;
  for (var tile = row; tile < p.count; tile += ${LANES}u) {
    workgroupBarrier();
    if (tile + l < p.count) { seen[l] = indices[tile + l]; }
    workgroupBarrier();
    for (var j = 0u; j < min(${LANES}u, p.count - tile); j++) {
      if (seen[j] == wanted && column < p.width) { sum += rows[(tile + j) * p.width + column]; }
    }
  }
  if (column < p.width) { out[u32(wanted) * p.width + column] = sum; }`,
};

/** `scatterAdd`. */
export function webgpuScatterAdd(
  backend: WebgpuBackend,
  rows: tf.Tensor2D,
  indices: tf.Tensor1D,
  count: number,
): tf.Tensor2D {
  const [read, width] = rows.shape;
  if (rows.size === 0 || count === 0) return composedScatterAdd(rows, indices, count);
  const out = tf.fill<tf.Rank.R2>([count, width], 0);
  run(backend, program, {
    reads: [rows, indices],
    writes: [out],
    numbers: [read, width, count],
    groups: read * Math.ceil(width / LANES),
  });
  return out;
}
