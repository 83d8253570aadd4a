/**
 * A process that executes the cells of one notebook with tslab's own compiler and executor, the ones behind its Jupyter
 * kernel. Started by run.ts in the notebook's folder. What the Jupyter kernel only prints (a compile error, a thrown
 * value, a promise that nobody awaited, a timer that throws) is reported as a failure here.
 */
import { format, inspect } from 'node:util';
import { createConverter } from 'tslab/dist/converter.js';
import { createExecutor } from 'tslab/dist/executor.js';
import { JupyterHandlerImpl } from 'tslab/dist/jupyter.js';
import type { Output } from './format.ts';
import type { Failure, Report, Request } from './messages.ts';

const send = (report: Report) => process.send?.(report);
const fail = (kind: Failure['kind'], thrown: unknown, message = inspect(thrown)) => {
  const name = thrown instanceof Error ? thrown.name : 'Error';
  send({ type: 'failure', failure: { kind, name, message: withoutMachinery(message) } });
};

/** A stack trace without its tail of frames that run the cell. */
function withoutMachinery(text: string): string {
  const lines = text.split('\n');
  const tail = lines.findIndex((line) => /^\s+at .*(runInThisContext|tslab.dist)/.test(line));
  return lines.slice(0, tail < 0 ? undefined : tail).join('\n');
}

process.on('unhandledRejection', (reason) => fail('floating rejection', reason));
process.on('uncaughtException', (error) => fail('uncaught exception', error));
process.on('disconnect', () => process.exit());

const converter = createConverter();
const converters = { node: converter, browser: converter, close: () => converter.close() };
const executor = createExecutor(process.cwd(), converters, {
  log: console.log,
  // Called for compile errors (a format and its values) and for what a cell throws.
  error: (...args: unknown[]) => fail('error', args[0], format(...args)),
});
const handler = new JupyterHandlerImpl(executor, false);

const write = (name: string, text: string) =>
  send({
    type: 'output',
    output: { output_type: 'stream', name: name === 'stderr' ? name : 'stdout', text },
  });

const display: Parameters<JupyterHandlerImpl['handleExecute']>[2] = (
  { data, metadata, transient },
  update,
) => {
  const output: Output = { output_type: 'display_data', data, metadata };
  const id = transient.display_id;
  send({ type: 'output', output, ...(id !== undefined && { display: id, update }) });
};

/** Rejections surface once the microtasks have run: two turns of the event loop later all of them have. */
const settle = async () => {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
};

async function execute(code: string): Promise<void> {
  await handler.handleExecute(
    { code, silent: false, store_history: true, user_expressions: {} },
    write,
    display,
  );
  await settle();
  send({ type: 'executed' });
}

process.on('message', (request: Request) => {
  if (request.type === 'execute') void execute(request.source);
  else {
    converter.close();
    // With the channel unreferenced the process ends when nothing is pending any more: timers get the time to throw.
    process.channel?.unref();
  }
});
