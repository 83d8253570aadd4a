/** What the library has of whoever runs it: Node's modules and environment where that is Node, neither in a browser. */

/**
 * Node's own process; undefined elsewhere, whatever types say. It is asked for Node's modules, which are not imported: so a
 * bundle for a browser loads what is not there only where it is used.
 */
export const node = (globalThis as { readonly process?: NodeJS.Process }).process;

/** The settings of this process by name; none in a browser. */
export const environment: Readonly<Record<string, string | undefined>> = node?.env ?? {};

/** The wish of `TRANSNAR_THREADS`. */
export function threadsFromEnvironment(): number | undefined {
  const text = environment['TRANSNAR_THREADS'];
  return text ? Number(text) : undefined;
}

/** Lets what waits have its turn: signals, messages, drawing. */
export function turn(): Promise<void> {
  return new Promise((resolve) => (node ? void setImmediate(resolve) : inBrowser(resolve)));
}

/** Two ends of a channel, as browsers have them. */
interface BrowserChannel {
  readonly port1: { onmessage: () => void };
  readonly port2: { postMessage(message: undefined): void };
}

const turns: (() => void)[] = [];
let channel: BrowserChannel | undefined;

/** A browser delays timers that wait for nothing, but no messages. One channel serves all: one for each costs more than a token. */
function inBrowser(resolve: () => void): void {
  if (!channel) {
    channel = new MessageChannel() as unknown as BrowserChannel;
    channel.port1.onmessage = () => turns.shift()?.();
  }
  turns.push(resolve);
  channel.port2.postMessage(undefined);
}
