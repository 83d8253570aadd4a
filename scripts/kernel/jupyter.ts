/** A kernel as Jupyter sees it: which message is answered how, and in which order. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Output } from '../notebook/format.ts';
import { type Reply, answerTo } from './answers.ts';
import type { CellError } from './errors.ts';
import { catchOutputs, resultOf } from './outputs.ts';
import { Session } from './session.ts';
import { type Channel, type Connection, type Sockets, bindSockets } from './sockets.ts';
import { type Header, type Message, readFrames, writeFrames } from './wire.ts';

type Request = Message & { readonly channel: Channel };

/** Seconds that a cell has to save itself when the kernel is asked to end; Jupyter kills after five. */
const patience = 4;
/** Milliseconds between two looks whether whoever started the kernel is still there. */
const lookEvery = 2000;
/** Milliseconds after which the front end has been answered that the kernel is there. */
const warmAfter = 300;

export class JupyterKernel {
  readonly #session: Session;
  readonly #connection: Connection;
  readonly #sockets: Sockets;
  /** Cells that wait, the running one first. */
  readonly #queue: Request[] = [];
  /** Whose outputs these are: the running cell, or the last one that ran. */
  #cell: Header | undefined;
  #count = 0;
  #running: Promise<void> | undefined;
  /** The word that stands below the first cell until it shows something itself. */
  #greeting = false;

  private constructor(folder: string, to: Connection, sockets: Sockets) {
    this.#session = new Session(folder);
    this.#connection = to;
    this.#sockets = sockets;
  }

  /** A kernel that listens; `folder` is the notebook's. */
  static async start(folder: string, to: Connection): Promise<JupyterKernel> {
    const kernel = new JupyterKernel(folder, to, await bindSockets(to));
    catchOutputs(kernel.#session, (output, place) => kernel.#show(output, place));
    process.on('uncaughtException', (error) => kernel.#print(kernel.#session.describe(error)));
    process.on('unhandledRejection', (error) => kernel.#print(kernel.#session.describe(error)));
    process.on('SIGINT', () => kernel.interrupt());
    process.on('SIGTERM', () => void kernel.end());
    // Jupyter that was killed cannot ask its kernels to end.
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || void kernel.end(), lookEvery).unref();
    void kernel.#listen(kernel.#sockets.shell);
    void kernel.#listen(kernel.#sockets.control);
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
    const said = () => this.#sockets.iopub.emptied();
    await Promise.race([Promise.resolve(this.#running).then(said), wait(patience * 1000)]);
    this.#sockets.close();
    process.exit(0);
  }

  async #listen(channel: Channel): Promise<void> {
    for await (const frames of channel.requests) {
      try {
        const request = { ...readFrames(frames, this.#connection.key), channel };
        if (request.header.msg_type === 'execute_request') this.#enqueue(request);
        else await this.#answer(request);
      } catch (error) {
        // One bad message is no reason to lose a notebook's variables.
        process.stderr.write(`${String(error)}\n`);
      }
    }
  }

  /** Everything but cells is answered at once, also while one runs. */
  async #answer(request: Request): Promise<void> {
    const { header, content } = request;
    this.#publish('status', { execution_state: 'busy' }, header);
    const reply = this.#replyTo(header.msg_type, content);
    if (reply) this.#reply(request, { status: 'ok', ...reply });
    this.#publish('status', { execution_state: 'idle' }, header);
    // An answer is not the end of what runs.
    if (this.#queue.length > 0) this.#publish('status', { execution_state: 'busy' }, this.#cell);
    if (header.msg_type === 'shutdown_request') await this.end();
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
    if (count === 1) await this.#greet();
    const { error, value } = {
      error: undefined,
      value: undefined,
      ...(await this.#session.run(code, count)),
    };
    const failure = error ?? (await this.#result(value, count, silent));
    this.#clearGreeting(false);
    if (failure) this.#publish('error', failure, header);
    // "Run all" has sent the others before, but they may still be on their way; what is sent after the reply is meant.
    const stops = failure !== undefined && content['stop_on_error'] !== false;
    if (stops) await wait(50);
    const behind = stops ? this.#queue.splice(1) : [];
    this.#reply(request, {
      execution_count: count,
      ...(failure ? { status: 'error', ...failure } : { status: 'ok', payload: [], user_expressions: {} }),
    });
    this.#publish('status', { execution_state: 'idle' }, header);
    return behind;
  }

  /** Shows the value of the last line; what cannot be drawn is the cell's error. */
  async #result(value: unknown, count: number, silent: boolean): Promise<CellError | undefined> {
    if (value === undefined || silent) return undefined;
    try {
      this.#show(await resultOf(value, count));
      return undefined;
    } catch (error) {
      return this.#session.describe(error);
    }
  }

  /** The first cell takes seconds, in which nothing else is heard of the kernel. */
  async #greet(): Promise<void> {
    this.#show({ output_type: 'stream', name: 'stdout', text: 'Loading TypeScript and the library…\n' });
    this.#greeting = true;
    await wait(20); // It has to leave the process before the compiler takes it.
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
    this.#sockets.iopub.send(frames);
  }

  #reply({ identities, header, channel }: Omit<Request, 'content'>, content: Reply): void {
    const type = header.msg_type.replace(/_request$/, '_reply');
    channel.answers.send(
      writeFrames(type, content, { key: this.#connection.key, parent: header, identities }),
    );
  }
}
