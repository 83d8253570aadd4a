/**
 * How code that computes without a pause is ended from another thread, and which code is not: the kernel's own, what saves
 * itself, and what Node has to bring to an end. Code is ended as V8 ends it: no `finally` of it runs, and the promises'
 * reactions that were due by then are dropped.
 */
import { Session } from 'node:inspector';

const name = 'transnar-lab.end-code';

/**
 * Frames of Node's: ended within one of these, a module never loads, immediates stop, a message that has arrived is never
 * heard, or the process aborts.
 */
const unendable = /^ +at (?!async ).*node:(?:internal\/(?:modules|timers|per_context)|async_hooks)\b/m;

/** More turns of microtasks than the kernel takes from one thing that happens to what it does of it. */
const turns = 100;
/** Milliseconds after which those turns are not waited for: code among them that never ends keeps them from coming. */
const patience = 2000;

let depth = 0;
let quiet: { readonly until: number } | undefined;

/** Does what comes to its own end and is not to be ended before. */
export function whole<T>(act: () => T): T {
  depth++;
  try {
    return act();
  } finally {
    depth--;
  }
}

/** Lets what follows in microtasks come to its end, however long that takes; the cells' may go on for ever. */
export function wholeSoon(): void {
  const mine = { until: performance.now() + patience };
  quiet = mine;
  void (async () => {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    if (quiet === mine) quiet = undefined;
  })();
}

/** Resolves after some milliseconds; what follows in microtasks comes to its end. */
export function wholeAfter(milliseconds: number): Promise<void> {
  return new Promise((resolve) =>
    setTimeout(() => {
      wholeSoon();
      resolve();
    }, milliseconds),
  );
}

/** From now on other threads may end what this one computes, whenever `may` says so. */
export function allowEnding(may: () => boolean): void {
  const session = new Session();
  session.connect();
  const end = () => {
    // Asked and done in one go, upon the code that it is about: between two messages of the other thread it may have changed.
    if (depth > 0 || performance.now() < (quiet?.until ?? 0) || !may() || unendable.test(stack())) return;
    session.post('Runtime.terminateExecution');
  };
  Object.assign(globalThis, { [Symbol.for(name)]: end });
}

function stack(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Infinity;
  try {
    return String(new Error().stack);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Called in another thread: ends what the main thread computes, if that may be ended. Resolves once it was asked. */
export function endCode(): Promise<void> {
  const session = new Session();
  // A session that stays open delays the end of the process.
  session.connectToMainThread();
  return new Promise((resolve) => {
    const expression = `globalThis[Symbol.for('${name}')]?.()`;
    session.post('Runtime.evaluate', { expression, silent: true }, () => {
      session.disconnect();
      resolve();
    });
  });
}
