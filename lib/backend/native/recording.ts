/** What notes the calls of the addon that an act makes, with the memory that they need, so that they can be made again. */
import type { Addon, AddonFunction } from './addon.ts';

export class Recording {
  /** The functions of the addon, of which each call is noted. */
  readonly addon: Addon;
  readonly #calls: (() => void)[] = [];
  readonly #inUse = new Set<ArrayBufferLike>();
  readonly #memory: ArrayBufferView[] = [];
  #refused: string | undefined;

  constructor(addon: Addon) {
    const get = (_: object, name: string): AddonFunction => {
      const act = addon[name as 'gemm'];
      return (...args: Parameters<AddonFunction>): void => this.note(() => act(...args));
    };
    this.addon = new Proxy({}, { get }) as Addon;
  }

  /** Makes a call, now and with every repetition. */
  note(call: () => void): void {
    call();
    this.#calls.push(call);
  }

  /** The act cannot be repeated by its calls alone. */
  refuse(reason: string): void {
    this.#refused ??= reason;
  }

  /** Memory that the act takes. */
  take(buffer: ArrayBufferLike): void {
    this.#inUse.add(buffer);
  }

  /** Memory that the act has no more use for. It is kept: the calls are to find it free again. */
  giveBack(array: ArrayBufferView): void {
    this.#inUse.delete(array.buffer);
    this.#memory.push(array);
  }

  /** Why the calls do not do what the act did, if they do not; to be asked after the act. */
  get refused(): string | undefined {
    return this.#refused ?? (this.#inUse.size > 0 ? 'the act keeps what it makes' : undefined);
  }

  /** All memory that was kept, which the calls must not be made with any more. */
  get memory(): readonly ArrayBufferView[] {
    return this.#memory;
  }

  repeat(): void {
    for (const call of this.#calls) call();
  }
}
