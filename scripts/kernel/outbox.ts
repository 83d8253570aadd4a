/** Messages on their way out. A socket takes one at a time, and while a cell prints much it is busy with each. */

/** What can be sent through. */
export interface Sender {
  readonly closed: boolean;
  send(frames: Buffer[]): Promise<void>;
}

export class Outbox {
  readonly #socket: Sender;
  #last: Promise<void> = Promise.resolve();

  constructor(socket: Sender) {
    this.#socket = socket;
  }

  /** Sends a message after those before it. */
  send(frames: Buffer[]): void {
    this.#last = this.#last.then(() => (this.#socket.closed ? undefined : this.#socket.send(frames)));
  }

  /** Resolves once all that was to be sent is. */
  emptied(): Promise<void> {
    return this.#last;
  }
}
