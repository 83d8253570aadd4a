/** A kernel as Jupyter sees it: which message is answered how, and in which order. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Output } from '../notebook/format.ts';
import { type Reply, answerTo } from './answers.ts';
import type { Connection } from './connection.ts';
import type { CellError } from './errors.ts';
import { type Send, openLine } from './line.ts';
import { catchOutputs, resultOf } from './outputs.ts';
import { Session } from './session.ts';
import { allowEnding, wholeAfter } from './termination.ts';
import { type Header, type Message, readFrames, writeFrames } from './wire.ts';

type Request = Message & { readonly channel: 'shell' | 'control' };

/** Seconds that a cell has to save itself when the kernel is asked to end; Jupyter kills after five. */
const patience = 4;
/** Milliseconds after which the front end has been answered that the kernel is there. */
const warmAfter = 300;

export class JupyterKernel {
  readonly #session: Session;
  readonly #connection: Connection;
  #send: Send = () => undefined;
  /** Cells that wait, the running one first. */
  readonly #queue: Request[] = [];
  /** Whose outputs these are: the running cell, or the last one that ran. */
  #cell: Header | undefined;
  #count = 0;
  #running: Promise<void> | undefined;
  /** The word that stands below the first cell until it shows something itself. */
  #greeting = false;

  private constructor(folder: string, to: Connection) {
    this.#session = new Session(folder);
    this.#connection = to;
  }

  /** A kernel that listens; `folder` is the notebook's. A cell that keeps it from hearing ■ so many milliseconds is ended. */
  static async start(folder: string, to: Connection, deafAfter: number): Promise<JupyterKernel> {
    const kernel = new JupyterKernel(folder, to);
    kernel.#send = await openLine(to, deafAfter, {
      request: (channel, frames) => kernel.#take(channel, frames),
      orphaned: () => void kernel.end(),
    });
    catchOutputs(kernel.#session, (output, place) => kernel.#show(output, place));
    process.on('uncaughtException', (error) => kernel.#print(kernel.#session.describe(error)));
    process.on('unhandledRejection', (error) => kernel.#print(kernel.#session.describe(error)));
    process.on('SIGINT', () => kernel.interrupt());
    process.on('SIGTERM', () => void kernel.end());
    allowEnding(() => !kernel.#session.saves);
    kernel.#publish('status', { execution_state: 'starting' }, undefined);
    // Whoever opens a notebook reads before the first cell is run: time to read the library's types.
    setTimeout(
      () => kernel.#session.compiler.compile(`import * as lab from 'transnar-lab'; lab;`),
      warmAfter,
    );
    return kernel;
  }

  /** Stops the running cell; those that wait behind it are not run. */
  interrupt(): void {
    this.#session.interrupt();
  }

  /** Ends the process once the running cell has saved what it can. */
  async end(): Promise<void> {
    this.#session.interrupt();
    await Promise.race([this.#running, wait(patience * 1000)]);
    process.exit(0);
  }

  #take(channel: Request['channel'], frames: readonly Buffer[]): void {
    try {
      const request = { ...readFrames(frames, this.#connection.key), channel };
      if (request.header.msg_type === 'execute_request') this.#enqueue(request);
      else this.#answer(request);
    } catch (error) {
      // One bad message is no reason to lose a notebook's variables.
      process.stderr.write(`${String(error)}\n`);
    }
  }

  /** Everything but cells is answered at once, also while one runs. */
  #answer(request: Request): void {
    const { header, content } = request;
    this.#publish('status', { execution_state: 'busy' }, header);
    const reply = this.#replyTo(header.msg_type, content);
    if (reply) this.#reply(request, { status: 'ok', ...reply });
    this.#publish('status', { execution_state: 'idle' }, header);
    // An answer is not the end of what runs.
    if (this.#queue.length > 0) this.#publish('status', { execution_state: 'busy' }, this.#cell);
    if (header.msg_type === 'shutdown_request') void this.end();
  }

  #replyTo(type: string, content: Message['content']): Reply | undefined {
    if (type === 'interrupt_request') this.interrupt();
    return answerTo(type, content, this.#session.compiler);
  }

  #enqueue(request: Request): void {
    this.#queue.push(request);
    this.#running ??= this.#runAll().finally(() => (this.#running = undefined));
  }

  async #runAll(): Promise<void> {
    for (let request; (request = this.#queue[0]); this.#queue.shift()) {
      for (const { header, ...behind } of await this.#run(request)) {
        this.#publish('status', { execution_state: 'busy' }, header);
        this.#reply({ ...behind, header }, { status: 'aborted' });
        this.#publish('status', { execution_state: 'idle' }, header);
      }
    }
  }

  /** Returns the cells that are not to be run after this one. */
  async #run(request: Request): Promise<Request[]> {
    const { header, content } = request;
    const code = String(content['code']);
    const silent = content['silent'] === true;
    this.#cell = header;
    if (!silent) this.#count++;
    const count = this.#count;
    this.#publish('status', { execution_state: 'busy' }, header);
    this.#publish('execute_input', { code, execution_count: count }, header);
    if (count === 1) this.#greet();
    const end = await this.#session.run(code, count, (value) =>
      silent ? undefined : resultOf(value, count),
    );
    const failure = 'error' in end ? end.error : undefined;
    if ('value' in end && end.value) this.#show(end.value);
    this.#clearGreeting(false);
    if (failure) this.#publish('error', failure, header);
    // "Run all" has sent the others before, but they may still be on their way; what is sent after the reply is meant.
    const stops = failure !== undefined && content['stop_on_error'] !== false;
    if (stops) await wholeAfter(50);
    const behind = stops ? this.#queue.splice(1) : [];
    this.#reply(request, {
      execution_count: count,
      ...(failure ? { status: 'error', ...failure } : { status: 'ok', payload: [], user_expressions: {} }),
    });
    this.#publish('status', { execution_state: 'idle' }, header);
    return behind;
  }

  /** The first cell takes seconds, in which nothing else is heard of the kernel. */
  #greet(): void {
    this.#show({ output_type: 'stream', name: 'stdout', text: 'Loading TypeScript and the library…\n' });
    this.#greeting = true;
  }

  #clearGreeting(atNextOutput: boolean): void {
    if (!this.#greeting) return;
    this.#greeting = false;
    this.#publish('clear_output', { wait: atNextOutput }, this.#cell);
  }

  #show(output: Output, place?: { readonly id: string; readonly update: boolean }): void {
    this.#clearGreeting(true);
    const { output_type: type, ...content } = output;
    const transient = place && { transient: { display_id: place.id } };
    this.#publish(place?.update ? 'update_display_data' : type, { ...content, ...transient }, this.#cell);
  }

  /** What happens outside of a cell's course, such as a rejection that nobody awaits, ends no cell, but is told. */
  #print({ traceback }: CellError): void {
    this.#show({ output_type: 'stream', name: 'stderr', text: `${traceback.join('\n')}\n` });
  }

  #publish(type: string, content: object, parent: Header | undefined): void {
    const frames = writeFrames(type, content, {
      key: this.#connection.key,
      parent,
      identities: [Buffer.from(`kernel.${type}`)],
    });
    this.#send('iopub', frames);
  }

  #reply({ identities, header, channel }: Omit<Request, 'content'>, content: Reply): void {
    const type = header.msg_type.replace(/_request$/, '_reply');
    this.#send(
      channel,
      writeFrames(type, content, { key: this.#connection.key, parent: header, identities }),
    );
  }
}
