/** The kernel's line to its front ends. A thread has the sockets: it hears and sends, whatever a cell computes meanwhile. */
import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Connection } from './connection.ts';
import { whole, wholeSoon } from './termination.ts';

/**
 * What the thread is started with: `closed` is one once it has sent everything, and `deafAfter` the milliseconds after
 * which a main thread that has not heard computes without a pause.
 */
export interface Start {
  readonly to: Connection;
  readonly deafAfter: number;
  readonly closed: Int32Array;
}

export type Frames = readonly Uint8Array[];

/** What the thread tells. */
export type News =
  | { readonly type: 'listening' }
  | { readonly type: 'orphaned' }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'request'; readonly channel: 'shell' | 'control'; readonly frames: Frames };

/** News have numbers, which the main thread gives back when it has heard them. */
export interface Told {
  readonly number: number;
  readonly news: News;
}

/** What the thread is told. */
export type Order =
  | { readonly type: 'heard'; readonly number: number }
  | { readonly type: 'send'; readonly channel: 'shell' | 'control' | 'iopub'; readonly frames: Frames }
  | { readonly type: 'close' };

export type Send = (channel: 'shell' | 'control' | 'iopub', frames: readonly Buffer[]) => void;

export interface Listener {
  /** Called with each request. */
  readonly request: (channel: 'shell' | 'control', frames: readonly Buffer[]) => void;
  /** Called when whoever started the kernel is no longer there. */
  readonly orphaned: () => void;
}

/** Milliseconds that the last messages have to leave an ending process. */
const patienceMs = 2000;

/** Resolves once the sockets listen. Throws, naming the port, if one of them is taken. */
export function openLine(to: Connection, deafAfter: number, listener: Listener): Promise<Send> {
  const closed = new Int32Array(new SharedArrayBuffer(4));
  const start: Start = { to, deafAfter, closed };
  const thread = new Worker(new URL('./socket-thread.js', import.meta.url), { workerData: start });
  const order = (given: Order) => {
    const buffers = given.type === 'send' ? given.frames.map(({ buffer }) => buffer as ArrayBuffer) : [];
    thread.postMessage(given, buffers);
  };
  // Sockets that a thread has when it is ended take the process down.
  process.on('exit', () => {
    order({ type: 'close' });
    Atomics.wait(closed, 0, 0, patienceMs);
  });
  const send: Send = (channel, frames) => order({ type: 'send', channel, frames: copied(frames) });
  return new Promise((resolve, reject) => {
    thread.on('error', (error) => {
      writeSync(2, `${error.stack ?? error.message}\n`);
      Atomics.store(closed, 0, 1);
      process.exit(1);
    });
    const take = (news: News) => {
      if (news.type === 'listening') resolve(send);
      else if (news.type === 'failed') reject(new Error(news.message));
      else if (news.type === 'orphaned') listener.orphaned();
      else listener.request(news.channel, news.frames.map(asBuffer));
    };
    thread.on('message', ({ number, news }: Told) => {
      whole(() => {
        take(news);
        order({ type: 'heard', number });
        wholeSoon();
      });
    });
  });
}

/** In memory of their own, which can be handed to another thread: small buffers share theirs with others. */
export const copied = (frames: readonly Buffer[]): Frames => frames.map((frame) => new Uint8Array(frame));

export const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
