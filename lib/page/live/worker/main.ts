/** A worker of the page: one message after the other, and what comes of each told as it comes. */
import { Interrupted } from '../../../backend/interruption.ts';
import { messageOf } from '../../../message.ts';
import type { Report, Request } from '../protocol.ts';
import { type Answered, answer, textOf } from './answers.ts';
import { startEngine } from './engine.ts';
import { type Models, modelsOf } from './models.ts';
import { trainTiny } from './training.ts';

/** What a worker is to its page. */
interface WorkerScope {
  onmessage: (event: { readonly data: Request }) => void;
  postMessage(report: Report): void;
}

const scope = globalThis as unknown as WorkerScope;
const report = (each: Report) => scope.postMessage(each);

let models: Models | undefined;
/** The last question, and what was said to it. */
let said: { readonly id: number; readonly answers: ReadonlyMap<number, Answered> } | undefined;
/** What computes now, and what ends it. */
let current = { work: Promise.resolve(), stop: new AbortController() };

async function start({ data, weights, wasm }: Extract<Request, { kind: 'start' }>): Promise<void> {
  const engine = await startEngine(wasm);
  models = modelsOf(data, weights);
  report({ kind: 'ready', engine });
}

async function handle(request: Request, { signal }: AbortController): Promise<void> {
  try {
    if (request.kind === 'start') await start(request);
    if (request.kind === 'ask' && models) {
      said = { id: request.id, answers: await answer(models, request.id, request, report, signal) };
    }
    if (request.kind === 'look') look(request);
    if (request.kind === 'train') {
      await trainTiny(request.experiment, report, signal);
      report({ kind: 'trained', message: 'Trained to the end.' });
    }
  } catch (error) {
    if (error instanceof Interrupted) return report({ kind: 'trained', message: 'Stopped.' });
    report({ kind: 'failed', message: messageOf(error) });
  }
}

/** Says nothing of an answer to another question. */
function look({ id, voice }: Extract<Request, { kind: 'look' }>): void {
  const answered = said?.id === id ? said.answers.get(voice) : undefined;
  if (answered) report({ kind: 'text', id, voice, looks: textOf(answered) });
}

scope.onmessage = ({ data: request }) => {
  if (request.kind !== 'start' && request.kind !== 'look') current.stop.abort();
  const stop = request.kind === 'look' ? current.stop : new AbortController();
  const work = current.work.then(() => (stop.signal.aborted ? undefined : handle(request, stop)));
  current = { work, stop };
};
