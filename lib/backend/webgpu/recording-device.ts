/** A device as tfjs uses one, which computes nothing: it makes commands of what it is asked for. */
import type { CommandSink } from './gpu-connection.ts';
import { type AdapterDescription, type Limits, answerHeader } from './commands.ts';
import { usage } from './gpu.ts';

/** Memory of the GPU, by its number. */
export class RecordedBuffer {
  readonly id: number;
  readonly size: number;
  readonly usage: number;
  readonly #sink: CommandSink;

  constructor(sink: CommandSink, id: number, size: number, use: number) {
    this.id = id;
    this.size = size;
    this.usage = use;
    this.#sink = sink;
    sink.send(['buffer', id, size, use]);
  }

  destroy(): void {
    this.#sink.send(['destroy', this.id]);
  }
}

interface Pipeline {
  readonly id: number;
  getBindGroupLayout(): object;
}

interface Entries {
  readonly entries: readonly { readonly resource: { readonly buffer: RecordedBuffer } }[];
}

interface BindGroup {
  readonly buffers: readonly number[];
}

/** What tfjs's WebGPU backend asks of a device. */
export class RecordingDevice {
  /** Those that kernels may use. */
  readonly features: ReadonlySet<string>;
  readonly limits: Limits;
  readonly #sink: CommandSink;
  #made = 0;

  readonly queue = {
    submit: (): void => this.#sink.send(['submit']),
    // A copy: it is sent later.
    writeBuffer: (buffer: RecordedBuffer, _: number, values: ArrayBuffer, at: number, bytes: number): void =>
      this.#sink.send(['write', buffer.id, new Uint8Array(values, at, bytes).slice()]),
  };

  constructor(sink: CommandSink, { limits, features }: Pick<AdapterDescription, 'limits' | 'features'>) {
    this.#sink = sink;
    this.limits = limits;
    this.features = new Set(features);
  }

  createBuffer({ size, usage }: { readonly size: number; readonly usage: number }): RecordedBuffer {
    return new RecordedBuffer(this.#sink, this.#made++, size, usage);
  }

  createShaderModule({ code }: { readonly code: string }): { readonly code: string } {
    return { code };
  }

  createComputePipeline({
    compute: { module, entryPoint },
  }: {
    readonly compute: { readonly module: { readonly code: string }; readonly entryPoint: string };
  }): Pipeline {
    const id = this.#made++;
    this.#sink.send(['pipeline', id, module.code, entryPoint]);
    return { id, getBindGroupLayout: () => ({}) };
  }

  createBindGroup({ entries }: Entries): BindGroup {
    return { buffers: entries.map(({ resource: { buffer } }) => buffer.id) };
  }

  createCommandEncoder(): RecordingEncoder {
    return new RecordingEncoder(this.#sink);
  }

  /** The first bytes of a buffer, once all that was recorded has been done. */
  readSync(buffer: RecordedBuffer, bytes: number): ArrayBuffer {
    return this.#sink.readSync(buffer.id, bytes);
  }

  read(buffer: RecordedBuffer, bytes: number): Promise<ArrayBuffer> {
    return this.#sink.read(buffer.id, bytes);
  }

  /** Gives the GPU away: every read from now on says that it was lost. */
  destroy(): void {
    this.#sink.send(['stop', new SharedArrayBuffer(answerHeader)]);
  }
}

class RecordingEncoder {
  readonly #sink: CommandSink;

  constructor(sink: CommandSink) {
    this.#sink = sink;
  }

  beginComputePass(): RecordingPass {
    return new RecordingPass(this.#sink);
  }

  copyBufferToBuffer(from: RecordedBuffer, _: number, to: RecordedBuffer, __: number, bytes: number): void {
    this.#sink.send(['copy', from.id, to.id, bytes]);
  }

  finish(): object {
    return {};
  }
}

class RecordingPass {
  readonly #sink: CommandSink;
  #pipeline = 0;
  #buffers: readonly number[] = [];

  constructor(sink: CommandSink) {
    this.#sink = sink;
  }

  setPipeline({ id }: Pipeline): void {
    this.#pipeline = id;
  }

  setBindGroup(_: number, { buffers }: BindGroup): void {
    this.#buffers = buffers;
  }

  dispatchWorkgroups(...groups: number[]): void {
    this.#sink.send(['dispatch', this.#pipeline, this.#buffers, groups]);
  }

  end(): void {
    // The thread ends a pass where it has to.
  }
}

/** Names of WebGPU that tfjs takes for granted; it asks of what it holds whether it is a buffer. */
export function provideNames(): void {
  const names = { GPUBuffer: RecordedBuffer, GPUTexture: class {}, GPUBufferUsage: usage };
  for (const [name, value] of Object.entries(names)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}
