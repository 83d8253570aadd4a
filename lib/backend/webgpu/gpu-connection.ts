/** The engine's end of the thread that has the GPU: commands go out in bundles, numbers come back, awaited or at once. */
import type { Worker } from 'node:worker_threads';
import { GpuMemoryError } from '../gpu-memory-error.ts';
import { node } from '../host.ts';
import {
  type AdapterDescription,
  type Command,
  type Greeting,
  answerHeader,
  done,
  full,
  messageRoom,
  pending,
} from './commands.ts';

/** Where commands go, and where numbers come from. */
export interface CommandSink {
  send(command: Command): void;
  /** The first bytes of a buffer, after all that was sent. Throws what has gone wrong until then. */
  readSync(id: number, bytes: number): ArrayBuffer;
  read(id: number, bytes: number): Promise<ArrayBuffer>;
}

/** Commands that go out together. */
const bundle = 128;
/** Milliseconds that the end of a process waits for the thread. */
const longestEnd = 5000;

/** A thread that has a device of the machine's best adapter. */
export class GpuConnection implements CommandSink {
  readonly adapter: AdapterDescription;
  readonly #worker: Worker;
  #waiting: Command[] = [];
  /** What is called when an answer is there. */
  readonly #awaited = new Map<Int32Array, () => void>();

  private constructor(worker: Worker, adapter: AdapterDescription) {
    this.#worker = worker;
    this.adapter = adapter;
    worker.on('message', () => this.#tellAnswered());
    worker.unref();
  }

  /** Starts the thread; gives in one line why it cannot compute, if so. */
  static async open(): Promise<GpuConnection | { readonly problem: string }> {
    const threads = node?.getBuiltinModule('node:worker_threads');
    if (!threads) return { problem: 'it needs Node' };
    const worker = new threads.Worker(loading(), { eval: true });
    const greeting = await new Promise<Greeting>((resolve) => {
      worker.once('message', resolve);
      worker.once('error', ({ message }) => resolve({ problem: message }));
    });
    if ('problem' in greeting) {
      worker.unref();
      return greeting;
    }
    const connection = new GpuConnection(worker, greeting);
    node?.once('exit', () => connection.#stop());
    return connection;
  }

  send(command: Command): void {
    this.#waiting.push(command);
    if (this.#waiting.length >= bundle) this.#flush();
  }

  readSync(id: number, bytes: number): ArrayBuffer {
    const answer = this.#ask(id, bytes);
    Atomics.wait(new Int32Array(answer, 0, 2), 0, pending);
    return contentOf(answer);
  }

  async read(id: number, bytes: number): Promise<ArrayBuffer> {
    const answer = this.#ask(id, bytes);
    const header = new Int32Array(answer, 0, 2);
    if (Atomics.load(header, 0) === pending) {
      // The thread keeps the process alive only while something is awaited of it.
      this.#worker.ref();
      await new Promise<void>((resolve) => this.#awaited.set(header, resolve));
    }
    return contentOf(answer);
  }

  #tellAnswered(): void {
    for (const [header, tell] of this.#awaited) {
      if (Atomics.load(header, 0) === pending) continue;
      this.#awaited.delete(header);
      tell();
    }
    if (this.#awaited.size === 0) this.#worker.unref();
  }

  /** The package crashes a process that ends while it computes. */
  #stop(): void {
    const answer = new SharedArrayBuffer(answerHeader);
    this.send(['stop', answer]);
    this.#flush();
    Atomics.wait(new Int32Array(answer), 0, pending, longestEnd);
  }

  #ask(id: number, bytes: number): SharedArrayBuffer {
    const answer = new SharedArrayBuffer(answerHeader + Math.max(bytes, messageRoom));
    this.send(['read', id, bytes, answer]);
    this.#flush();
    return answer;
  }

  #flush(): void {
    this.#worker.postMessage(this.#waiting);
    this.#waiting = [];
  }
}

/** A thread of TypeScript sources (tests) has to be told how to read them. */
function loading(): string {
  const file = import.meta.url.replace('gpu-connection', 'gpu-thread');
  const begin = `import(${JSON.stringify(file)})`;
  return file.endsWith('.ts')
    ? `import('tsx/esm/api').then(({ register }) => (register(), ${begin}))`
    : begin;
}

function contentOf(answer: SharedArrayBuffer): ArrayBuffer {
  const [state, length] = new Int32Array(answer, 0, 2);
  const content = new Uint8Array(answer, answerHeader, length).slice().buffer;
  if (state === done) return content;
  const message = `WebGPU: ${new TextDecoder().decode(content)}`;
  throw state === full ? new GpuMemoryError(message) : new Error(message);
}
