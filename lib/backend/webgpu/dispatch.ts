/** How a kernel of ours is run on the buffers of tfjs: with as many results as it has, in place where it likes. */
import * as tf from '@tensorflow/tfjs';
import { RecordedBuffer } from './recording-device.ts';
import { type Reduction, reductionCode } from './reductions.ts';
import type { WebgpuBackend } from './webgpu-backend.ts';

/** One WGSL kernel, compiled once for each object. In `body`, `group` is the number of the workgroup, `l` that of the invocation in it, `p` the numbers. */
export interface Program {
  /** Arrays that it reads, by name, with the type of their elements. */
  readonly reads: Readonly<Record<string, 'f32' | 'i32' | 'vec4<f32>'>>;
  /** Arrays of f32 that it writes, and may read. */
  readonly writes: readonly string[];
  /** What a call says beside arrays. */
  readonly numbers: Readonly<Record<string, 'u32' | 'f32'>>;
  /** Invocations of a workgroup. */
  readonly invocations: number;
  /** Of the language: what a device needs a feature for. */
  readonly enables?: readonly string[];
  /** Those that it calls. */
  readonly reduces?: readonly Reduction[];
  /** Declarations before the function. */
  readonly before?: string;
  readonly body: string;
}

/** An array on the GPU. */
type Operand = tf.TensorInfo | RecordedBuffer;

/** What one call of a program is given. */
export interface Call {
  readonly reads: readonly Operand[];
  readonly writes: readonly tf.TensorInfo[];
  readonly numbers: readonly number[];
  readonly groups: number;
}

/** Workgroups along x; the others follow along y. */
const GROUPS_ALONG_X = 32768;

function codeOf(program: Program, features: ReadonlySet<string>): string {
  const { reads, writes, numbers, invocations, enables = [], reduces = [], before = '', body } = program;
  const reduction = reductionCode(reduces, invocations, features);
  const arrays = [
    ...Object.entries(reads).map(([name, type]) => `var<storage, read> ${name} : array<${type}>;`),
    ...writes.map((name) => `var<storage, read_write> ${name} : array<f32>;`),
    'var<uniform> p : Numbers;',
  ];
  const fields = Object.entries(numbers).map(([name, type]) => `${name} : ${type}`);
  return `${[...enables, ...reduction.enables].map((name) => `enable ${name};\n`).join('')}struct Numbers { ${fields.join(', ')} }
${arrays.map((array, binding) => `@group(0) @binding(${binding}) ${array}`).join('\n')}
${reduction.before}
${before}
@compute @workgroup_size(${invocations})
fn main(@builtin(workgroup_id) id : vec3<u32>, @builtin(local_invocation_index) l : u32${reduction.builtins}) {
  ${reduction.begin}
  let group = id.x + id.y * ${GROUPS_ALONG_X}u;
${body}
}`;
}

/** Programs that differ by their options: each is written once, since a call should cost no more than its buffers. */
export function programs<O extends readonly unknown[]>(
  write: (...options: O) => Program,
): (...options: O) => Program {
  const written = new Map<string, Program>();
  return (...options) => {
    const key = JSON.stringify(options);
    const program = written.get(key) ?? write(...options);
    written.set(key, program);
    return program;
  };
}

type Pipeline = ReturnType<WebgpuBackend['device']['createComputePipeline']>;

const pipelines = new WeakMap<WebgpuBackend, Map<Program, Pipeline>>();

function pipelineOf(backend: WebgpuBackend, program: Program): Pipeline {
  const known = pipelines.get(backend) ?? new Map<Program, Pipeline>();
  pipelines.set(backend, known);
  const pipeline =
    known.get(program) ??
    backend.device.createComputePipeline({
      compute: { module: { code: codeOf(program, backend.device.features) }, entryPoint: 'main' },
    });
  known.set(program, pipeline);
  return pipeline;
}

/** Runs a program. Whatever it writes was read before is forgotten, so that it is read anew. */
export function run(
  backend: WebgpuBackend,
  program: Program,
  { reads, writes, numbers, groups }: Call,
): void {
  const buffers = [...reads, ...writes].map((operand) => bufferOf(backend, operand));
  for (const { dataId } of writes) backend.tensorMap.get(dataId).values = null;
  const uniforms = uniformsOf(backend, Object.values(program.numbers), numbers);
  const entries = [...buffers, uniforms].map((buffer) => ({ resource: { buffer } }));
  backend.ensureCommandEncoderReady();
  const pass = (backend.computePassEncoder ??= backend.commandEncoder!.beginComputePass());
  pass.setPipeline(pipelineOf(backend, program));
  pass.setBindGroup(0, backend.device.createBindGroup({ entries }));
  const count = Math.max(1, groups);
  pass.dispatchWorkgroups(Math.min(count, GROUPS_ALONG_X), Math.ceil(count / GROUPS_ALONG_X), 1);
  backend.dispatchCountInPass += 1;
  if (backend.dispatchCountInPass < tf.env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/** What a command may still need is not given back before it has been sent. */
function bufferOf(backend: WebgpuBackend, operand: Operand): RecordedBuffer {
  if (operand instanceof RecordedBuffer) return operand;
  const { dataId } = operand;
  backend.uploadToGPU(dataId);
  backend.commandQueueOwnedIds.add(dataId);
  return backend.tensorMap.get(dataId).resource!;
}

function uniformsOf(
  backend: WebgpuBackend,
  types: readonly ('u32' | 'f32')[],
  numbers: readonly number[],
): RecordedBuffer {
  const bytes = 16 * Math.ceil(types.length / 4);
  const view = new DataView(new ArrayBuffer(bytes));
  types.forEach((type, i) => {
    if (type === 'f32') view.setFloat32(4 * i, numbers[i] ?? 0, true);
    else view.setUint32(4 * i, numbers[i] ?? 0, true);
  });
  return backend.uniforms.bufferOf(view.buffer);
}

/** A new array for a kernel to fill. */
export const output = (backend: WebgpuBackend, shape: readonly number[]): tf.TensorInfo =>
  backend.makeTensorInfo([...shape], 'float32');

/** The tensor of a kernel's result, tracked by tfjs like any other. */
export const tensorOf = <T extends tf.Tensor>(info: tf.TensorInfo): T =>
  tf.engine().makeTensorFromTensorInfo(info) as T;

/** The beginning of a body in which each invocation has an element, `at` of `p.size`. */
export const element = (invocations: number): string => `
  let at = group * ${invocations}u + l;
  if (at >= p.size) { return; }`;
