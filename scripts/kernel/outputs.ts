/** What cells print, show and give: caught and handed on as the outputs of a notebook. */
import { inspect } from 'node:util';
import { type MimeBundle, type NotebookHost, type Place, hostSymbol } from '../../lib/notebook/host.ts';
import type { Output } from '../notebook/format.ts';
import type { Session } from './session.ts';

/** Takes outputs of the running cell; with `place`, one that can be updated, or the update of one. */
export type Sink = (output: Output, place?: Place) => void;

/** From now on the process's own streams, and what cells show, go to the sink. */
export function catchOutputs(session: Session, sink: Sink): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const decoder = new TextDecoder();
    process[name].write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
      sink({ output_type: 'stream', name, text });
      const done = rest.find((each) => typeof each === 'function');
      if (done) process.nextTick(done);
      return true;
    };
  }
  const host: NotebookHost = {
    display: (data, place) => sink({ output_type: 'display_data', data: { ...data }, metadata: {} }, place),
    waitFor: (work) => session.waitFor(work),
  };
  Object.assign(globalThis, { [hostSymbol]: host });
}

/** The value of a cell's last line as its result; the library that draws is loaded once something is to be drawn. */
export async function resultOf(value: unknown, count: number): Promise<Output> {
  const isPlain = value === null || !['object', 'function'].includes(typeof value);
  const data = isPlain ? { 'text/plain': inspect(value) } : await drawn(value);
  return { output_type: 'execute_result', execution_count: count, data: { ...data }, metadata: {} };
}

async function drawn(value: unknown): Promise<MimeBundle> {
  const { mimeBundle } = await import('../../lib/notebook/mime-bundle.ts');
  return mimeBundle(value);
}
