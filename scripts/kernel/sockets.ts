/** The five sockets of a kernel, at the ports that Jupyter has chosen. */
import { setTimeout as wait } from 'node:timers/promises';
import { Publisher, Reply, Router } from 'zeromq';
import type { Connection } from './connection.ts';
import { Outbox } from './outbox.ts';

/** Requests come in, answers go out. */
export interface Channel {
  readonly requests: Router;
  readonly answers: Outbox;
}

export interface Sockets {
  readonly shell: Channel;
  readonly control: Channel;
  readonly iopub: Outbox;
  readonly close: () => void;
}

/** Jupyter has found a free port by opening and closing it: for a moment it may still be taken, under load a long one. */
const secondsToBind = 10;

/** Binds all sockets. Throws, naming the port, if one stays taken. */
export async function bindSockets(to: Connection, seconds = secondsToBind): Promise<Sockets> {
  const shell = new Router();
  const control = new Router();
  // Outputs are never dropped, however many a cell prints.
  const iopub = new Publisher({ sendHighWaterMark: 0, linger: 1000 });
  const stdin = new Router();
  const heartbeat = new Reply();
  const all = [shell, control, iopub, stdin, heartbeat];
  const ports = [to.shell_port, to.control_port, to.iopub_port, to.stdin_port, to.hb_port];
  const close = () => {
    for (const socket of all) if (!socket.closed) socket.close();
  };
  try {
    await Promise.all(all.map((socket, i) => bind(socket, addressOf(to, ports[i]), seconds)));
  } catch (error) {
    close();
    throw error;
  }
  void echo(heartbeat);
  const channel = (requests: Router): Channel => ({ requests, answers: new Outbox(requests) });
  return { shell: channel(shell), control: channel(control), iopub: new Outbox(iopub), close };
}

const addressOf = ({ transport, ip }: Connection, port: number) =>
  transport === 'ipc' ? `ipc://${ip}-${port}` : `${transport}://${ip}:${port}`;

async function bind(
  socket: { bind: (address: string) => Promise<void> },
  address: string,
  seconds: number,
): Promise<void> {
  for (const until = performance.now() + seconds * 1000; ; await wait(50)) {
    try {
      return await socket.bind(address);
    } catch (error) {
      if (performance.now() < until) continue;
      const { message } = error as Error;
      throw new Error(`The kernel cannot listen at ${address}, which Jupyter has chosen: ${message}.`, {
        cause: error,
      });
    }
  }
}

/** Whoever knocks hears that the kernel is alive. */
async function echo(heartbeat: Reply): Promise<void> {
  for await (const message of heartbeat) await heartbeat.send(message);
}
