/** How a program that a signal has stopped says so to what runs it. */

/** What was stopped by a signal, once it has saved what there was to save. */
export class StoppedError extends Error {
  readonly signal: NodeJS.Signals;

  constructor(cause: Error, signal: NodeJS.Signals) {
    super(cause.message, { cause });
    this.signal = signal;
  }
}
