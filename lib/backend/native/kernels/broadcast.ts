/** How the native engine broadcasts: plans that the elementwise kernels follow. */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from './kernel.ts';

/** How two operands of given shapes run along the result: axes that behave alike are merged. */
export interface BroadcastPlan {
  readonly shape: number[];
  readonly size: number;
  readonly sizes: Int32Array;
  readonly leftStrides: Int32Array;
  readonly rightStrides: Int32Array;
}

const MOST_AXES = 8;
const MOST_PLANS = 4096;
const plans = new Map<string, BroadcastPlan | undefined>();

/** The plan for two shapes, or nothing when it has more axes than the addon takes. Throws when they do not broadcast. */
export function broadcastPlan(left: readonly number[], right: readonly number[]): BroadcastPlan | undefined {
  const key = `${left.join()}|${right.join()}`;
  const known = plans.get(key);
  if (known) return known;
  if (plans.size >= MOST_PLANS) plans.clear();
  const plan = makePlan(left, right);
  plans.set(key, plan);
  return plan;
}

interface Axis {
  length: number;
  readonly left: boolean;
  readonly right: boolean;
}

function makePlan(left: readonly number[], right: readonly number[]): BroadcastPlan | undefined {
  const shape = tf.broadcast_util.assertAndGetBroadcastShape([...left], [...right]);
  const axes = mergedAxes(shape, left, right);
  if (axes.length > MOST_AXES) return undefined;
  return {
    shape,
    size: sizeOf(shape),
    sizes: Int32Array.from(axes, (axis) => axis.length),
    leftStrides: strides(axes, 'left'),
    rightStrides: strides(axes, 'right'),
  };
}

function mergedAxes(shape: readonly number[], left: readonly number[], right: readonly number[]): Axis[] {
  const axes: Axis[] = [];
  shape.forEach((length, index) => {
    if (length === 1) return;
    const varies = (operand: readonly number[]): boolean =>
      (operand[index - shape.length + operand.length] ?? 1) !== 1;
    const axis = { length, left: varies(left), right: varies(right) };
    const last = axes.at(-1);
    if (last?.left === axis.left && last.right === axis.right) last.length *= length;
    else axes.push(axis);
  });
  return axes.length > 0 ? axes : [{ length: 1, left: true, right: true }];
}

function strides(axes: readonly Axis[], side: 'left' | 'right'): Int32Array {
  const result = new Int32Array(axes.length);
  let stride = 1;
  for (let index = axes.length - 1; index >= 0; index--) {
    const axis = axes[index];
    result[index] = axis[side] ? stride : 0;
    if (axis[side]) stride *= axis.length;
  }
  return result;
}
