/** The cells of one notebook as they run: in one scope, interruptible, each with the value of its last line. */
import { getEventListeners } from 'node:events';
import { Script, constants } from 'node:vm';
import { MessageChannel } from 'node:worker_threads';
import { cellSignal } from '../../lib/backend/interruption.ts';
import { shownValue } from './cell-source.ts';
import { CellCompiler, type CompiledCell, isCell } from './compiler.ts';
import { type CellError, type CellLines, compileError, linesOf, thrownError, wrapper } from './errors.ts';
import { type Loader, moduleLoader } from './modules.ts';
import { whole, wholeSoon } from './termination.ts';

/** How a cell ended: with what was made of its value, if its last line has one, or with an error. */
export type CellEnd<T = unknown> = { readonly value?: T } | { readonly error: CellError };

/** What an interrupted training or decoding says of how to go on. */
const advice = 'run the cell again to resume';

type Scope = Record<string, unknown>;
type CellFunction = (exports: Scope, require: Loader['require']) => Promise<void>;

export class Session {
  readonly compiler: CellCompiler;
  readonly #loader: Loader;
  readonly #scope = scopeOfCells();
  readonly #lines = new Map<string, CellLines>();
  readonly #pending = new Set<Promise<unknown>>();
  #running: { readonly controller: AbortController; readonly stop: (error: Error) => void } | undefined;

  /** `folder` is the notebook's: files and packages are looked for from there. */
  constructor(folder: string) {
    this.compiler = new CellCompiler(folder);
    this.#loader = moduleLoader(folder, (file) => whole(() => this.compiler.compileFile(file)));
  }

  /** Runs one cell to its end, under the number that Jupyter gives it; one at a time. The cell's value ends in `draw`. */
  async run<T = unknown>(
    text: string,
    count: number,
    draw: (value: unknown) => T | Promise<T> = (value) => value as T,
  ): Promise<CellEnd<T>> {
    const name = `cell ${count}`;
    const compiled = whole(() => this.compiler.compile(text));
    if ('problems' in compiled) return { error: compileError(text, compiled.problems) };
    this.#lines.set(name, linesOf(compiled));
    delete this.#scope[shownValue];
    this.#pending.clear();
    const controller = new AbortController();
    (globalThis as Scope & { [cellSignal]?: AbortSignal })[cellSignal] = controller.signal;
    let reached = false;
    try {
      const stopped = new Promise<never>((_, reject) => (this.#running = { controller, stop: reject }));
      const evaluated = this.#evaluate(compiled, name, controller.signal, draw).finally(wholeSoon);
      const value = await Promise.race([evaluated, stopped]);
      reached = true;
      return value === undefined ? {} : { value };
    } catch (error) {
      return { error: thrownError(error, this.#lines) };
    } finally {
      this.#running = undefined;
      this.compiler.keep(compiled, (each) => reached || each in this.#scope);
    }
  }

  /**
   * Stops the cell that runs. What can save itself, such as a training, gets the time to: the cell ends when it has, or at
   * the second interruption. Anything else ends at once.
   */
  interrupt(): void {
    if (!this.#running) return;
    const { controller, stop } = this.#running;
    const again = controller.signal.aborted;
    const { saves } = this;
    controller.abort(advice);
    if (again || !saves) stop(interruption());
  }

  /** Whether something runs that saves itself when the cell is stopped. */
  get saves(): boolean {
    const signal = this.#running?.controller.signal;
    return signal !== undefined && getEventListeners(signal, 'abort').length > 0;
  }

  /** Work that the cell need not await, such as drawing a figure: the cell ends after it. */
  waitFor(work: Promise<unknown>): void {
    this.#pending.add(work);
  }

  /** An error thrown outside of a cell's own course, such as by a timer. */
  describe(thrown: unknown): CellError {
    return thrownError(thrown, this.#lines);
  }

  async #evaluate<T>(
    { code, source }: CompiledCell,
    name: string,
    signal: AbortSignal,
    draw: (value: unknown) => T | Promise<T>,
  ): Promise<T | undefined> {
    await this.#loader.prepare(source.imports);
    const script = new Script(`(async function ${wrapper}(exports, require) {${code}\n})`, {
      filename: name,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    const run = script.runInThisContext() as CellFunction;
    const require = (specifier: string) =>
      isCell(specifier) ? this.#scope : this.#loader.require(specifier);
    await ownTurn();
    if (signal.aborted) return undefined;
    await run(this.#scope, require);
    // A value that is still on its way, such as that of an async function, is waited for.
    const value = await this.#scope[shownValue];
    for (const work of this.#pending) {
      this.#pending.delete(work);
      await work;
    }
    return value === undefined ? undefined : await draw(value);
  }
}

/** A turn of the event loop that begins in no callback of Node's timers, within which a cell could not be ended. */
function ownTurn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  port2.postMessage(undefined);
  return new Promise((resolve) => {
    port1.once('message', () => {
      port1.close();
      resolve();
    });
  });
}

const interruption = () =>
  Object.assign(new Error('The cell was stopped.'), { name: 'Interrupted', stack: '' });

/** What cells export. TypeScript exports an import through a getter: its value is taken, so that a cell can have the name. */
function scopeOfCells(): Scope {
  return new Proxy<Scope>(
    {},
    {
      defineProperty(target, name, attributes) {
        if (name === '__esModule') return true;
        const value: unknown = attributes.get ? attributes.get() : attributes.value;
        return Reflect.defineProperty(target, name, { value, ...changeable });
      },
    },
  );
}

const changeable = { writable: true, configurable: true, enumerable: true };
