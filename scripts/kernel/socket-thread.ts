/**
 * The thread that has a kernel's sockets. It hands requests on and sends what it is given; where the main thread does not
 * hear that it is to stop, since a cell computes without a pause, it has the cell's code ended.
 */
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../lib/message.ts';
import { type Order, type News, type Start, type Told, asBuffer, copied } from './line.ts';
import { type Channel, type Sockets, bindSockets } from './sockets.ts';
import { endCode } from './termination.ts';
import { readFrames } from './wire.ts';

/** Milliseconds after which a kernel that is to end is killed; Jupyter kills after five seconds. */
const killAfter = 4500;
/** Milliseconds between two looks whether whoever started the kernel is still there. */
const lookEvery = 2000;

const { to, deafAfter, closed } = workerData as Start;
let told = 0;
let heard = 0;
let urgent = 0;
let insisting = false;

function tell(news: News): void {
  const numbered: Told = { number: ++told, news };
  parentPort?.postMessage(numbered);
}

/** What was told last has to be heard. */
async function insist(): Promise<void> {
  urgent = told;
  if (insisting) return;
  insisting = true;
  while ((await wait(deafAfter), heard < urgent)) await endCode();
  insisting = false;
}

function end(): void {
  void insist();
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), killAfter);
}

async function listen(name: 'shell' | 'control', { requests }: Channel): Promise<void> {
  for await (const frames of requests) {
    tell({ type: 'request', channel: name, frames: copied(frames) });
    if (name === 'shell') continue;
    const type = typeOf(frames);
    if (type === 'interrupt_request') void insist();
    if (type === 'shutdown_request') end();
  }
}

/** Undefined where it was not meant for this kernel, which says so itself. */
function typeOf(frames: readonly Buffer[]): string | undefined {
  try {
    return readFrames(frames, to.key).header.msg_type;
  } catch {
    return undefined;
  }
}

/** Sends what is left; whoever ends the process waits for it. */
async function close({ shell, control, iopub, close: closeAll }: Sockets): Promise<void> {
  await Promise.all([shell.answers, control.answers, iopub].map((outbox) => outbox.emptied()));
  closeAll();
  await setImmediate();
  settled();
}

function settled(): void {
  Atomics.store(closed, 0, 1);
  Atomics.notify(closed, 0);
}

try {
  const sockets = await bindSockets(to);
  const outboxes = { shell: sockets.shell.answers, control: sockets.control.answers, iopub: sockets.iopub };
  parentPort?.on('message', (order: Order) => {
    if (order.type === 'heard') heard = order.number;
    else if (order.type === 'send') outboxes[order.channel].send(order.frames.map(asBuffer));
    else void close(sockets);
  });
  // Jupyter that was killed cannot ask its kernels to end.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    tell({ type: 'orphaned' });
    end();
  }, lookEvery);
  tell({ type: 'listening' });
  void listen('shell', sockets.shell);
  void listen('control', sockets.control);
} catch (error) {
  settled();
  tell({ type: 'failed', message: messageOf(error) });
}
