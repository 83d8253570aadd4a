/** The cells of one notebook as they run: in one scope, interruptible, each with the value of its last line. */
import { getEventListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Script, constants } from 'node:vm';
import { cellSignal } from '../../lib/backend/interruption.ts';
import { shownValue } from './cell-source.ts';
import { CellCompiler, type CompiledCell, isCell } from './compiler.ts';
import { type CellError, type CellLines, compileError, linesOf, thrownError, wrapper } from './errors.ts';
import { type Loader, moduleLoader } from './modules.ts';

/** How a cell ended: with a value, if its last line has one, or with an error. */
export type CellEnd = { readonly value?: unknown } | { readonly error: CellError };

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
    this.#loader = moduleLoader(folder, (file) => this.compiler.compileFile(file));
  }

  /** Runs one cell to its end, under the number that Jupyter gives it; one at a time. */
  async run(text: string, count: number): Promise<CellEnd> {
    const name = `cell ${count}`;
    const compiled = this.compiler.compile(text);
    if ('problems' in compiled) return { error: compileError(text, compiled.problems) };
    this.#lines.set(name, linesOf(compiled));
    delete this.#scope[shownValue];
    this.#pending.clear();
    const controller = new AbortController();
    (globalThis as Scope & { [cellSignal]?: AbortSignal })[cellSignal] = controller.signal;
    let reached = false;
    try {
      const stopped = new Promise<never>((_, reject) => (this.#running = { controller, stop: reject }));
      await this.#loader.prepare(compiled.source.imports);
      const value = await Promise.race([this.#evaluate(compiled, name, controller.signal), stopped]);
      reached = true;
      return value === undefined ? {} : { value };
    } catch (error) {
      return { error: thrownError(readable(error), this.#lines) };
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
    const saves = getEventListeners(controller.signal, 'abort').length > 0;
    controller.abort(advice);
    if (again || !saves) stop(interruption());
  }

  /** Work that the cell need not await, such as drawing a figure: the cell ends after it. */
  waitFor(work: Promise<unknown>): void {
    this.#pending.add(work);
  }

  /** An error thrown outside of a cell's own course, such as by a timer. */
  describe(thrown: unknown): CellError {
    return thrownError(thrown, this.#lines);
  }

  async #evaluate({ code }: CompiledCell, name: string, signal: AbortSignal): Promise<unknown> {
    const script = new Script(`(async function ${wrapper}(exports, require) {${code}\n})`, {
      filename: name,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    const run = script.runInThisContext() as CellFunction;
    const require = (specifier: string) =>
      isCell(specifier) ? this.#scope : this.#loader.require(specifier);
    await quietTurn();
    if (signal.aborted) return undefined;
    await this.#interruptible(() => run(this.#scope, require));
    // A value that is still on its way, such as that of an async function, is waited for.
    const value = await this.#scope[shownValue];
    for (const work of this.#pending) {
      this.#pending.delete(work);
      await work;
    }
    return value;
  }

  /** Until its first await, a cell that computes without a pause can be stopped by the signal of Ctrl-C alone. */
  #interruptible<T>(act: () => T): T {
    const call = globalThis as { $call?: () => T };
    call.$call = act;
    try {
      return new Script('globalThis.$call()').runInThisContext({ breakOnSigint: true }) as T;
    } finally {
      delete call.$call;
    }
  }
}

/**
 * A turn of the event loop in which nothing happened. Node does not listen to Ctrl-C while it runs code that Ctrl-C can end,
 * and forgets what came in the turn before, such as while an editor was answered.
 */
async function quietTurn(): Promise<void> {
  let begun: number;
  do {
    begun = performance.now();
    await setImmediate();
  } while (performance.now() - begun > 1);
}

const interruption = () =>
  Object.assign(new Error('The cell was stopped.'), { name: 'Interrupted', stack: '' });

function readable(error: unknown): unknown {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED' ? interruption() : error;
}

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
