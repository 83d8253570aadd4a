/**
 * What the GPU's thread does of what it is told, in order: it answers reads into shared memory, so that who waits for numbers
 * may wait without a turn of its event loop. Errors of the device are told with the next answer.
 */
import { firstLineOf } from '../../message.ts';
import { type Command, answerHeader, done, failed, full, messageRoom } from './commands.ts';
import {
  type CommandEncoder,
  type GpuBuffer,
  type GpuDevice,
  type GpuError,
  type GpuPipeline,
  usage,
} from './gpu.ts';

/** The state and the text of an answer that is none. */
interface Problem {
  readonly state: typeof failed | typeof full;
  readonly text: string;
}

/** Makes of commands what the device is asked for. */
export class Executor {
  readonly #device: GpuDevice;
  readonly #buffers = new Map<number, GpuBuffer>();
  readonly #pipelines = new Map<number, { pipeline: GpuPipeline; layout: object }>();
  #encoder: CommandEncoder | undefined;
  #pass: ReturnType<CommandEncoder['beginComputePass']> | undefined;
  readonly #answered: () => void;
  #problem: Problem | undefined;
  #lost: Problem | undefined;

  /** Calls `answered` after each answer. */
  constructor(device: GpuDevice, answered: () => void) {
    this.#device = device;
    this.#answered = answered;
    device.addEventListener('uncapturederror', ({ error }) => {
      this.#problem ??= problemOf(error);
    });
    void device.lost.then(({ reason, message }) => {
      this.#lost = {
        state: failed,
        text:
          `the GPU was lost (${reason}: ${firstLineOf(message)}). What was saved stands: the same command, given again, ` +
          'goes on from there.',
      };
    });
  }

  do(command: Command): void {
    switch (command[0]) {
      case 'buffer':
        this.#buffers.set(command[1], this.#device.createBuffer({ size: command[2], usage: command[3] }));
        return;
      case 'destroy':
        this.#buffers.get(command[1])?.destroy();
        this.#buffers.delete(command[1]);
        return;
      case 'write':
        this.#device.queue.writeBuffer(this.#buffer(command[1]), 0, command[2]);
        return;
      case 'pipeline':
        this.#compile(command[1], command[2], command[3]);
        return;
      case 'dispatch':
        this.#dispatch(command[1], command[2], command[3]);
        return;
      case 'copy':
        this.#copy(this.#buffer(command[1]), this.#buffer(command[2]), command[3]);
        return;
      case 'submit':
        this.#submit();
        return;
      case 'read':
        void this.#read(command[1], command[2], command[3]);
        return;
      case 'stop':
        this.#device.destroy();
        this.#conclude(command[1], done, 0);
    }
  }

  /** What went wrong, if no device can say so itself. */
  fail(problem: string): void {
    this.#problem ??= { state: failed, text: problem };
  }

  #buffer(id: number): GpuBuffer {
    const buffer = this.#buffers.get(id);
    if (!buffer) throw new Error(`There is no buffer ${id}.`);
    return buffer;
  }

  #compile(id: number, code: string, entryPoint: string): void {
    const module = this.#device.createShaderModule({ code });
    const pipeline = this.#device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint } });
    this.#pipelines.set(id, { pipeline, layout: pipeline.getBindGroupLayout(0) });
  }

  #dispatch(id: number, buffers: readonly number[], [x = 1, y, z]: readonly number[]): void {
    const { pipeline, layout } = this.#pipelines.get(id)!;
    const entries = buffers.map((buffer, binding) => ({
      binding,
      resource: { buffer: this.#buffer(buffer) },
    }));
    this.#encoder ??= this.#device.createCommandEncoder();
    this.#pass ??= this.#encoder.beginComputePass();
    this.#pass.setPipeline(pipeline);
    this.#pass.setBindGroup(0, this.#device.createBindGroup({ layout, entries }));
    this.#pass.dispatchWorkgroups(x, y, z);
  }

  #copy(from: GpuBuffer, to: GpuBuffer, bytes: number): void {
    this.#pass?.end();
    this.#pass = undefined;
    this.#encoder ??= this.#device.createCommandEncoder();
    this.#encoder.copyBufferToBuffer(from, 0, to, 0, bytes);
  }

  #submit(): void {
    this.#pass?.end();
    if (this.#encoder) this.#device.queue.submit([this.#encoder.finish()]);
    this.#pass = this.#encoder = undefined;
  }

  /** The answer comes last: when it is there, a process may end, which must not find this thread in a call of the package. */
  async #read(id: number, bytes: number, answer: SharedArrayBuffer): Promise<void> {
    try {
      const staging = this.#device.createBuffer({ size: bytes, usage: usage.MAP_READ | usage.COPY_DST });
      this.#copy(this.#buffer(id), staging, bytes);
      this.#submit();
      await staging.mapAsync(1);
      new Uint8Array(answer, answerHeader, bytes).set(new Uint8Array(staging.getMappedRange()));
      staging.destroy();
    } catch (error) {
      this.fail(firstLineOf(error));
    }
    const problem = this.#lost ?? this.#problem;
    if (problem) this.#refuse(answer, problem);
    else this.#conclude(answer, done, bytes);
  }

  /** A lost device stays lost; other problems are told once. */
  #refuse(answer: SharedArrayBuffer, { state, text }: Problem): void {
    const message = new TextEncoder().encode(text).subarray(0, messageRoom);
    this.#problem = undefined;
    new Uint8Array(answer, answerHeader).set(message);
    this.#conclude(answer, state, message.length);
  }

  #conclude(answer: SharedArrayBuffer, state: number, length: number): void {
    const header = new Int32Array(answer, 0, 2);
    header[1] = length;
    Atomics.store(header, 0, state);
    Atomics.notify(header, 0);
    this.#answered();
  }
}

/** The standard tells kinds of errors apart by their classes, which the package alone has. */
function problemOf(error: GpuError): Problem {
  if (error.constructor.name !== 'GPUOutOfMemoryError') return { state: failed, text: error.message };
  return { state: full, text: `the GPU has no memory left (${firstLineOf(error.message)}).` };
}
