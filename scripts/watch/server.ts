/** Serves the page of `transnar watch` to this machine alone. */
import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Watch, type Wish, watchHtml } from '../../lib/page/watch/index.ts';
import { messageOf } from '../../lib/message.ts';
import { watchParts } from './parts.ts';

const host = '127.0.0.1';

/** A page that is served. */
export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** What a page from this server may load: its own parts. Vega makes functions of expressions, and SVG has styles. */
const policy =
  "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src data:";

/**
 * Serves at `port`; 0 takes a free one. `usual` is what is shown before anybody has chosen. Throws one message where the
 * port is taken.
 */
export async function serveWatch(watch: Watch, port: number, usual: readonly string[] = []): Promise<Served> {
  const { script, style, vega } = await watchParts();
  const files: Readonly<Record<string, readonly [type: string, body: string]>> = {
    '/': ['text/html; charset=utf-8', watchHtml],
    '/main.js': ['text/javascript; charset=utf-8', script],
    '/style.css': ['text/css; charset=utf-8', style],
    '/vega.js': ['text/javascript; charset=utf-8', vega],
  };
  const server = createServer((request, response) => {
    const send = (status: number, type: string, body: string) =>
      response
        .writeHead(status, {
          'content-type': type,
          'content-security-policy': policy,
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        })
        .end(request.method === 'HEAD' ? undefined : body);
    const refuse = (status: number, reason: string) => void send(status, 'text/plain; charset=utf-8', reason);
    if (!isOwn(request)) return refuse(403, 'This page is for this machine alone.');
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'This page only shows.');
    try {
      const { pathname, searchParams } = new URL(request.url ?? '/', `http://${host}`); // Throws for "//".
      if (Object.hasOwn(files, pathname)) return void send(200, ...files[pathname]);
      if (pathname !== '/view') return refuse(404, 'There is nothing here.');
      const view = watch.view(wishOf(searchParams, usual));
      send(200, 'application/json', JSON.stringify(view));
    } catch (error) {
      refuse(400, messageOf(error));
    }
  });
  await listening(server, port);
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Another site that has its name point here would name itself. */
function isOwn({ headers }: IncomingMessage): boolean {
  const [name] = (headers.host ?? '').split(':');
  return name === host || name === 'localhost';
}

function wishOf(asked: URLSearchParams, usual: readonly string[]): Wish {
  const chosen = asked.getAll('run');
  return {
    chosen: chosen.length > 0 ? chosen : usual,
    smoothing: Number(asked.get('smoothing') ?? 0),
    over: asked.get('over') === 'minutes' ? 'minutes' : 'updates',
    dark: asked.get('dark') === '1',
    columns: Math.max(1, Math.floor(Number(asked.get('columns') ?? 2))),
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      const reason = `port ${port} is taken: name another one with --port, or 0 for any that is free.`;
      reject(new Error(taken ? reason : `Cannot serve at port ${port}: ${error.message}.`));
    });
    server.listen(port, host);
  });
}
