/**
 * The thread that has the GPU: it does what it is told in order, and answers reads into shared memory, so that who waits for
 * numbers may wait without a turn of its event loop. Errors of the device are told with the next answer.
 */
import { parentPort } from 'node:worker_threads';
import {
  type Command,
  type Greeting,
  answerHeader,
  done,
  failed,
  messageRoom,
  wantedLimits,
} from './commands.ts';
import {
  type CommandEncoder,
  type GpuAdapter,
  type GpuBuffer,
  type GpuDevice,
  type GpuPipeline,
  type WebgpuPackage,
  usage,
} from './gpu.ts';

const port = parentPort;
if (!port) throw new Error('This file is the main one of a thread.');
const tell = (greeting: Greeting) => port.postMessage(greeting);
const oneLine = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** Makes of commands what the device is asked for. */
class Executor {
  readonly #device: GpuDevice;
  readonly #buffers = new Map<number, GpuBuffer>();
  readonly #pipelines = new Map<number, { pipeline: GpuPipeline; layout: object }>();
  #encoder: CommandEncoder | undefined;
  #pass: ReturnType<CommandEncoder['beginComputePass']> | undefined;
  #problem: string | undefined;
  #lost: string | undefined;

  constructor(device: GpuDevice) {
    this.#device = device;
    device.addEventListener('uncapturederror', ({ error }) => {
      this.#problem ??= error.message;
    });
    void device.lost.then(({ reason, message }) => {
      this.#lost = `The GPU was lost (${reason}): ${message}`;
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
        conclude(command[1], done, 0);
    }
  }

  /** What went wrong, if no device can say so itself. */
  fail(problem: string): void {
    this.#problem ??= problem;
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
      this.#problem ??= oneLine(error);
    }
    if (this.#problem || this.#lost) this.#refuse(answer);
    else conclude(answer, done, bytes);
  }

  /** A lost device stays lost; other problems are told once. */
  #refuse(answer: SharedArrayBuffer): void {
    const message = new TextEncoder().encode(this.#lost ?? this.#problem).subarray(0, messageRoom);
    this.#problem = undefined;
    new Uint8Array(answer, answerHeader).set(message);
    conclude(answer, failed, message.length);
  }
}

function conclude(answer: SharedArrayBuffer, state: number, length: number): void {
  const header = new Int32Array(answer, 0, 2);
  header[1] = length;
  Atomics.store(header, 0, state);
  Atomics.notify(header, 0);
  port?.postMessage('answered');
}

/** The package crashes if these are collected while its device is used. */
const held: object[] = [];

async function adapterOf(): Promise<GpuAdapter | { readonly problem: string }> {
  const name = 'webgpu';
  try {
    const webgpu = (await import(name)) as WebgpuPackage;
    const gpu = webgpu.create([]);
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    held.push(gpu, adapter ?? {});
    return adapter ?? { problem: 'no WebGPU adapter (a GPU needs its Vulkan, Metal or Direct3D 12 driver)' };
  } catch (error) {
    return { problem: `the package webgpu does not load: ${oneLine(error)}` };
  }
}

async function begin(): Promise<void> {
  const adapter = await adapterOf();
  if ('problem' in adapter) return tell(adapter);
  const { info, limits } = adapter;
  const wanted = Object.fromEntries(wantedLimits.map((name) => [name, limits[name]]));
  try {
    const executor = new Executor(await adapter.requestDevice({ requiredLimits: wanted }));
    port?.on('message', (commands: readonly Command[]) => {
      for (const command of commands) {
        try {
          executor.do(command);
        } catch (error) {
          executor.fail(oneLine(error));
        }
      }
    });
    tell({
      vendor: info.vendor,
      architecture: info.architecture,
      description: info.description,
      software: info.isFallbackAdapter === true,
      limits: wanted as Extract<Greeting, { limits: unknown }>['limits'],
    });
  } catch (error) {
    tell({ problem: `the adapter gives no device: ${oneLine(error)}` });
  }
}

void begin();
