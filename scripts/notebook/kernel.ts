/**
 * A process that executes the cells of one notebook as the Jupyter kernel does. Started by run.ts in the notebook's folder.
 * What the Jupyter kernel only prints (a promise that nobody awaited, a timer that throws) is a failure here.
 */
import type { CellError } from '../kernel/errors.ts';
import { catchOutputs, resultOf } from '../kernel/outputs.ts';
import { Session } from '../kernel/session.ts';
import type { Failure, Report, Request } from './messages.ts';

const send = (report: Report) => process.send?.(report);
const fail = (kind: Failure['kind'], { ename, traceback }: CellError) =>
  send({ type: 'failure', failure: { kind, name: ename, message: traceback.join('\n') } });

const session = new Session(process.cwd());
process.on('unhandledRejection', (reason) => fail('floating rejection', session.describe(reason)));
process.on('uncaughtException', (error) => fail('uncaught exception', session.describe(error)));
process.on('disconnect', () => process.exit());
catchOutputs(session, (output, place) =>
  send({ type: 'output', output, ...(place && { display: place.id, update: place.update }) }),
);

/** Rejections surface once the microtasks have run: two turns of the event loop later all of them have. */
const settle = async () => {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
};

async function execute(code: string, count: number): Promise<void> {
  const end = await session.run(code, count, (value) => resultOf(value, count));
  if ('error' in end) fail('error', end.error);
  else if (end.value !== undefined) send({ type: 'output', output: end.value });
  await settle();
  send({ type: 'executed' });
}

process.on('message', (request: Request) => {
  if (request.type === 'execute') void execute(request.source, request.count);
  // With the channel unreferenced the process ends when nothing is pending any more: timers get the time to throw.
  else process.channel?.unref();
});
