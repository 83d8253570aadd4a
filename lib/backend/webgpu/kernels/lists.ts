/** Kernels over lists of arrays of any sizes: as many slots a dispatch as the device binds arrays, not a dispatch for each. */
import type * as tf from '@tensorflow/tfjs';
import { chunks } from '../../../metric/chunks.ts';
import { type Program, programs, run } from '../dispatch.ts';
import type { Reduction } from '../reductions.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';

export const INVOCATIONS = 256;

/** What is done in every slot. */
interface ListProgram {
  /** The slot's own arrays, by name. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** An array that all slots write to. */
  readonly common?: string;
  /** What a call says beside arrays. */
  readonly numbers: readonly string[];
  /** Elements of a workgroup. */
  readonly block: number;
  /** Reductions that it calls, what comes before the slots, and after them: in workgroups of every slot. */
  readonly reduces?: readonly Reduction[];
  readonly begin?: string;
  readonly end?: string;
  /** Of the slot whose arrays `of` names: `block` is the workgroup's number among those of the slot, `size` its elements. */
  readonly body: (of: (array: string) => string) => string;
}

interface Slot {
  readonly reads: readonly tf.Tensor[];
  readonly writes: readonly tf.TensorInfo[];
}

interface Call {
  readonly slots: readonly Slot[];
  /** Without that of the first workgroup. */
  readonly numbers: readonly number[];
  readonly common?: tf.TensorInfo;
}

/** A kernel over lists. Where there is a common array, each workgroup has a `cell` of it, in the order of the slots. */
export function overLists(program: ListProgram): (backend: WebgpuBackend, call: Call) => void {
  const { reads, writes, common, numbers, block } = program;
  const ofSlots = programs((count: number): Program => {
    const slots = Array.from({ length: count }, (_, slot) => slot);
    const all = (names: readonly string[]) => slots.flatMap((slot) => names.map((name) => `${name}${slot}`));
    return {
      reads: Object.fromEntries(all(reads).map((name) => [name, 'f32'] as const)),
      writes: [...all(writes), ...(common ? [common] : [])],
      numbers: Object.fromEntries([
        ...all(['size']).map((name) => [name, 'u32'] as const),
        ['cells', 'u32'] as const,
        ...numbers.map((name) => [name, 'f32'] as const),
      ]),
      invocations: INVOCATIONS,
      reduces: program.reduces ?? [],
      body: `
  let cell = p.cells + group;
  var first = 0u;
  ${program.begin ?? ''}
  ${slots.map((slot) => slotCode(program, slot)).join('\n  ')}
  ${program.end ?? ''}`,
    };
  });
  return (backend, { slots, numbers: given, common: shared }) => {
    const bound = backend.device.limits.maxStorageBuffersPerShaderStage - (common ? 1 : 0);
    let cells = 0;
    for (const part of chunks(slots, Math.floor(bound / (reads.length + writes.length)))) {
      const sizes = part.map(sizeOf);
      const groups = sizes.reduce((sum, size) => sum + blocksOf(size, block), 0);
      run(backend, ofSlots(part.length), {
        reads: part.flatMap((slot) => slot.reads),
        writes: [...part.flatMap((slot) => slot.writes), ...(shared ? [shared] : [])],
        numbers: [...sizes, cells, ...given],
        groups,
      });
      cells += groups;
    }
  };
}

const sizeOf = ({ reads: [{ size }] }: Slot) => size;

/** Workgroups of a slot. */
export const blocksOf = (size: number, block: number): number => Math.ceil(size / block);

const slotCode = ({ block, body }: ListProgram, slot: number) => `{
    let size = p.size${slot};
    let blocks = (size + ${block - 1}u) / ${block}u;
    if (group >= first && group - first < blocks) {
      let block = group - first;
      ${body((array) => `${array}${slot}`)}
    }
    first += blocks;
  }`;

/** A body that does `each` for every element `at`. */
export const elementwise =
  (each: (of: (array: string) => string) => string): ListProgram['body'] =>
  (of) => `let at = block * ${INVOCATIONS}u + l;
      if (at < size) { ${each(of)} }`;
