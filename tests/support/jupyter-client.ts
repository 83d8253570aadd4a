/** A front end for tests: starts the kernel as Jupyter does, speaks its protocol, and keeps what a cell shows. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dealer, Subscriber } from 'zeromq';
import { projectFolder } from '../../lib/store/folders.ts';
import { freePort } from '../../scripts/jupyter/free-port.ts';
import { kernelProgram } from '../../scripts/kernel/kernelspec.ts';
import { type Message, readFrames, writeFrames } from '../../scripts/kernel/wire.ts';

export interface Answer {
  readonly reply: Readonly<Record<string, unknown>>;
  /** What was published for the request: type and content, without states. */
  readonly published: readonly { readonly type: string; readonly content: Record<string, unknown> }[];
}

export interface KernelOptions {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Milliseconds after which the kernel ends a cell that does not let it hear ■. */
  readonly deafAfter?: number;
  /** Called with the ports before the kernel starts. */
  readonly before?: (ports: Readonly<Record<string, number>>) => unknown;
}

const key = 'a key of the tests';
const portNames = ['shell_port', 'control_port', 'iopub_port', 'stdin_port', 'hb_port'] as const;

export class JupyterClient {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  log = '';
  /** All that cells have printed. */
  heard = '';
  readonly #scratch: string;
  readonly #shell = new Dealer();
  readonly #control = new Dealer();
  readonly #iopub = new Subscriber();
  readonly #answers = new Map<string, Open>();

  private constructor(process: ChildProcess, scratch: string) {
    this.process = process;
    this.#scratch = scratch;
    this.ended = once(process, 'exit');
    // What it said last may still be on its way.
    void this.ended.then(() => setTimeout(() => this.#refuse(), 2000).unref());
    process.stderr?.on('data', (text: Buffer) => (this.log += text.toString()));
  }

  static async start({
    folder = projectFolder(),
    environment = {},
    deafAfter,
    before,
  }: KernelOptions = {}): Promise<JupyterClient> {
    const scratch = mkdtempSync(join(tmpdir(), 'kernel-'));
    const ports = await Promise.all(portNames.map(async (name) => [name, await freePort()] as const));
    const connection = { transport: 'tcp', ip: '127.0.0.1', key, ...Object.fromEntries(ports) };
    const file = join(scratch, 'connection.json');
    writeFileSync(file, JSON.stringify({ ...connection, signature_scheme: 'hmac-sha256', kernel_name: '' }));
    await before?.(Object.fromEntries(ports));
    const impatience = deafAfter === undefined ? [] : [String(deafAfter)];
    const child = spawn(process.execPath, [kernelProgram(), file, ...impatience], {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const client = new JupyterClient(child, scratch);
    const [shell, control, iopub] = ports.map(([, port]) => `tcp://127.0.0.1:${port}`);
    client.#shell.connect(shell);
    client.#control.connect(control);
    client.#iopub.connect(iopub);
    client.#iopub.subscribe();
    void client.#read(client.#shell);
    void client.#read(client.#control);
    void client.#read(client.#iopub);
    await client.#connected();
    return client;
  }

  /** What is published before a subscription has arrived is lost: asks until an answer comes whole, or the kernel ends. */
  async #connected(): Promise<void> {
    let known = false;
    void this.ended.then(() => (known = true));
    while (!known) {
      const asked = this.request('kernel_info_request').then(
        () => (known = true),
        () => {},
      );
      await Promise.race([asked, this.ended, new Promise((resolve) => setTimeout(resolve, 500))]);
    }
  }

  /** Sends a request; resolves when it is answered and the kernel idle again, and rejects where the kernel ends before that. */
  request(type: string, content: object = {}, channel: 'shell' | 'control' = 'shell'): Promise<Answer> {
    const frames = writeFrames(type, content, { key, identities: [] });
    const { header } = readFrames(frames, key);
    const socket = channel === 'shell' ? this.#shell : this.#control;
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#answers.set(header.msg_id, {
        type,
        published: [],
        reply: undefined,
        idle: false,
        resolve,
        reject,
      });
      void socket.send(frames);
    });
    // Nobody need wait for an answer.
    answer.catch(() => {});
    return answer;
  }

  run(code: string): Promise<Answer> {
    return this.request('execute_request', { code, silent: false, stop_on_error: true });
  }

  /** ■, as Jupyter does it. */
  interrupt(): void {
    void this.request('interrupt_request', {}, 'control');
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.#answers.clear();
      this.process.kill('SIGKILL');
      await this.ended;
    }
    for (const socket of [this.#shell, this.#control, this.#iopub]) socket.close();
    rmSync(this.#scratch, { recursive: true, force: true });
  }

  /** What a kernel that has ended will never answer: a test that waits for it would wait for as long as tests may. */
  #refuse(): void {
    for (const { type, reject } of this.#answers.values())
      reject(new Error(`The kernel ended before it answered ${type}. ${this.log}`));
    this.#answers.clear();
  }

  async #read(socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) this.#take(readFrames(frames, key));
  }

  #take({ header: { msg_type: type }, parent, content }: Message): void {
    if (type === 'stream') this.heard += String(content['text']);
    const open = this.#answers.get(parent.msg_id ?? '');
    if (!open) return;
    if (type === 'status') open.idle ||= content['execution_state'] === 'idle';
    else if (type.endsWith('_reply')) open.reply = content;
    else open.published.push({ type, content });
    if (!open.reply || !open.idle) return;
    this.#answers.delete(parent.msg_id ?? '');
    open.resolve({ reply: open.reply, published: open.published });
  }
}

interface Open {
  readonly type: string;
  readonly published: { type: string; content: Record<string, unknown> }[];
  reply: Answer['reply'] | undefined;
  idle: boolean;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (why: Error) => void;
}

/** What a cell printed, showed and gave, in the order of a notebook; what was cleared is gone. */
export function outputsOf({ published }: Answer): { type: string; content: Record<string, unknown> }[] {
  let shown: { type: string; content: Record<string, unknown> }[] = [];
  let clearing = false;
  for (const each of published) {
    if (each.type === 'execute_input') continue;
    if (each.type === 'clear_output') {
      if (each.content['wait'] === true) clearing = true;
      else shown = [];
      continue;
    }
    if (clearing) shown = [];
    clearing = false;
    shown.push(each);
  }
  return shown;
}

/** All that was printed. */
export const printed = (answer: Answer): string =>
  outputsOf(answer)
    .filter(({ type }) => type === 'stream')
    .map(({ content }) => String(content['text']))
    .join('');

/** The value of the last line as text. */
export const valueOf = (answer: Answer): unknown =>
  (
    outputsOf(answer).find(({ type }) => type === 'execute_result')?.content['data'] as Record<
      string,
      unknown
    >
  )?.['text/plain'];
