/** The native kernels that compute each element by itself: of one operand, of two, and by a condition. */
import { broadcastPlan } from './broadcast.ts';
import { type KernelCall, type NativeKernel, type NativeKernels, input, reshaped, sizeOf } from './kernel.ts';

/** The order is that of the enums in native/src/core/kernels.h. */
export const binaries = ['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'SquaredDifference'];
const comparisons = ['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'];
export const unaries = [
  ...['Relu', 'Square', 'Neg', 'Rsqrt', 'Sqrt', 'Sigmoid', 'Exp', 'Log', 'Step', 'Tanh', 'Reciprocal', 'Abs'],
  ...['Erf', 'Softplus', 'LeakyRelu'],
];

function binary(op: number): NativeKernel {
  return (call) => {
    const { backend } = call;
    const [a, b] = [input(call, 'a'), input(call, 'b')];
    const [left, right] = [backend.floats(a), backend.floats(b)];
    const plan = left && right && broadcastPlan(a.shape, b.shape);
    if (!plan) return undefined;
    const out = backend.output(plan.shape);
    if (plan.size > 0) {
      backend.addon.binary(op, plan.sizes, plan.leftStrides, plan.rightStrides, left, right, out.values);
    }
    return out;
  };
}

/** One after another, in order. */
function addN(call: KernelCall): ReturnType<NativeKernel> {
  const { backend } = call;
  const [first, ...others] = Object.values(call.inputs);
  const [start, ...rest] = [first, ...others].map((info) => backend.floats(info));
  if (!start?.length || rest.some((values) => !values)) return undefined;
  if (rest.length === 0) return reshaped(call, first, first.shape);
  const out = backend.output(first.shape);
  const [sizes, one] = [Int32Array.of(start.length), Int32Array.of(1)];
  (rest as Float32Array[]).reduce((sum, values) => {
    backend.addon.binary(binaries.indexOf('Add'), sizes, one, one, sum, values, out.values);
    return out.values;
  }, start);
  return out;
}

function comparison(op: number): NativeKernel {
  return (call) => {
    const { backend } = call;
    const { addon } = backend;
    const [a, b] = [input(call, 'a'), input(call, 'b')];
    if (a.dtype !== b.dtype || (a.dtype !== 'float32' && a.dtype !== 'int32')) return undefined;
    const [left, right] = [backend.values(a), backend.values(b)];
    const plan = left && right && broadcastPlan(a.shape, b.shape);
    if (!plan) return undefined;
    const out = backend.output(plan.shape, 'bool');
    const compare = a.dtype === 'float32' ? addon.compareFloats : addon.compareIntegers;
    if (plan.size > 0) {
      compare(op, plan.sizes, plan.leftStrides, plan.rightStrides, left, right, out.values);
    }
    return out;
  };
}

function unary(op: number): NativeKernel {
  return (call) => {
    const { backend, attrs } = call;
    const x = input(call, 'x');
    const values = backend.floats(x);
    if (!values) return undefined;
    const out = backend.output(x.shape);
    const alpha = typeof attrs['alpha'] === 'number' ? attrs['alpha'] : 0;
    backend.addon.unary(op, alpha, values.length, values, out.values);
    return out;
  };
}

function cast(call: KernelCall): ReturnType<NativeKernel> {
  const { backend, attrs } = call;
  const x = input(call, 'x');
  if (attrs['dtype'] !== 'float32') return undefined;
  const values = backend.values(x);
  if (values instanceof Float32Array) return reshaped(call, x, x.shape);
  if (!values) return undefined;
  const out = backend.output(x.shape);
  if (values instanceof Int32Array) backend.addon.floatsFromIntegers(values.length, values, out.values);
  else backend.addon.floatsFromBytes(values.length, values, out.values);
  return out;
}

function select(call: KernelCall): ReturnType<NativeKernel> {
  const { backend } = call;
  const [condition, t, e] = [input(call, 'condition'), input(call, 't'), input(call, 'e')];
  const [mask, yes, no] = [backend.values(condition), backend.floats(t), backend.floats(e)];
  if (!(mask instanceof Uint8Array) || !yes || !no) return undefined;
  // Other shapes are rows that are chosen whole, or what tfjs makes of one number that is to become none.
  if ([t, e].some(({ shape }) => shape.join() !== condition.shape.join())) return undefined;
  const out = backend.output(t.shape);
  backend.addon.select(mask.length, mask, yes, no, out.values);
  return out;
}

function fillWith(value: number): NativeKernel {
  return (call) => {
    const x = input(call, 'x');
    return x.dtype === 'float32' ? filled(call, x.shape, value) : undefined;
  };
}

function fill(call: KernelCall): ReturnType<NativeKernel> {
  const { shape, value, dtype } = call.attrs as { shape: number[]; value: unknown; dtype?: string };
  if (typeof value !== 'number' || (dtype ?? 'float32') !== 'float32') return undefined;
  return filled(call, shape, value);
}

function filled(call: KernelCall, shape: number[], value: number): ReturnType<NativeKernel> {
  const out = call.backend.output(shape);
  call.backend.addon.fill(sizeOf(shape), value, out.values);
  return out;
}

export const elementwiseKernels: NativeKernels = {
  ...Object.fromEntries(binaries.map((name, op) => [name, binary(op)])),
  ...Object.fromEntries(comparisons.map((name, op) => [name, comparison(op)])),
  ...Object.fromEntries(unaries.map((name, op) => [name, unary(op)])),
  AddN: addN,
  Cast: cast,
  Select: select,
  Fill: fill,
  ZerosLike: fillWith(0),
  OnesLike: fillWith(1),
};
