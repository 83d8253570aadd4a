/** A line on standard error that says how far a long command is; silent where nobody looks at it. */

import { duration } from '../lib/training/progress.ts';

export interface Progress {
  /** Tells how many of the total are done; cheap enough to call for each. */
  update(done: number): void;
  /** Clears the line. */
  end(): void;
}

const patience = 1000;
const interval = 200;

/** Shows up after a second, and only if standard error is a terminal. */
export function startProgress(total: number, what: string): Progress {
  const { stderr } = process;
  const start = Date.now();
  let [shown, next] = [false, start + patience];
  return {
    update(done) {
      if (!stderr.isTTY || (done & 15) !== 0) return;
      const now = Date.now();
      if (now < next) return;
      [shown, next] = [true, now + interval];
      const left = Math.round(((now - start) / done) * (total - done) * 0.001);
      const share = Math.floor((100 * done) / total);
      stderr.write(`\r\x1b[K${share} %: ${done} of ${total} ${what}, ${duration(left)} left`);
    },
    end() {
      if (shown) stderr.write('\r\x1b[K');
    },
  };
}
