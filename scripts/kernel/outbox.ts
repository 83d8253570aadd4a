/** Messages on their way out, in order. */

/** What can be sent through. */
export interface Sender {
  readonly closed: boolean;
  /** Throws EBUSY while it is not done with the message before. */
  send(frames: Buffer[]): Promise<void>;
}

/**
 * A socket takes messages at once, also while a cell computes without a pause, until it has had hundreds in one turn of the
 * event loop: what comes then waits for it.
 */
export class Outbox {
  readonly #socket: Sender;
  readonly #waiting: Buffer[][] = [];
  #sent: Promise<void> = Promise.resolve();
  #emptied: Promise<void> | undefined;

  constructor(socket: Sender) {
    this.#socket = socket;
  }

  /** Sends a message after those before it. */
  send(frames: Buffer[]): void {
    this.#waiting.push(frames);
    if (!this.#emptied && !this.#takes()) this.#emptied = this.#empty();
  }

  /** Resolves once all that was to be sent is. */
  async emptied(): Promise<void> {
    await this.#emptied;
    await this.#sent;
  }

  async #empty(): Promise<void> {
    do await this.#sent;
    while (!this.#takes());
    this.#emptied = undefined;
  }

  /** Whether the socket has taken all that waits. */
  #takes(): boolean {
    for (let frames; (frames = this.#waiting[0]); this.#waiting.shift()) {
      if (this.#socket.closed) continue;
      try {
        this.#sent = this.#socket.send(frames);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EBUSY') return false;
        throw error;
      }
    }
    return true;
  }
}
