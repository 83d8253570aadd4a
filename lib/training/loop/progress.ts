/** How long work tells how far it has come, and how a terminal shows it. */
import type { Run } from '../../store/index.ts';

/** How far something long has come. */
export interface ProgressState {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** Estimated seconds until the end; unknown until there is something to go by. */
  readonly secondsLeft?: number;
  /** Short remarks, such as the loss. */
  readonly note?: string;
  /** What is being trained; its measurements until here can be read. */
  readonly run?: Run;
}

/** Told how far something long has come; at most once a second, and at its end. */
export type Progress = (state: ProgressState) => void;

/** Counts `done` of `total` and tells `report` about it at most every `interval` seconds, and at the end. */
export function tracker(label: string, total: number, report: Progress | undefined, interval = 1) {
  let start: { at: number; done: number } | undefined;
  let last = -Infinity;
  return (done: number, note?: string): void => {
    const now = performance.now() / 1000;
    start ??= { at: now, done };
    if (done < total && now - last < interval) return;
    last = now;
    const perItem = (now - start.at) / (done - start.done);
    report?.({
      label,
      done,
      total,
      ...(done > start.done && { secondsLeft: perItem * (total - done) }),
      ...(note !== undefined && { note }),
    });
  };
}

/** Progress on a terminal: one line that rewrites itself; a line every ten seconds where there is no terminal. */
export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let lastLine = -Infinity;
  return (state) => {
    const ended = state.done >= state.total;
    if (stream.isTTY) {
      stream.write(`\r\u001b[2K${describeProgress(state)}${ended ? '\n' : ''}`);
    } else if (ended || performance.now() - lastLine > 10_000) {
      lastLine = performance.now();
      stream.write(`${describeProgress(state)}\n`);
    }
  };
}

/** The same where it is nobody's business once it is over: after a second, on a terminal alone, and gone at the end. */
export function passingProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const begun = performance.now();
  return (state) => {
    if (!stream.isTTY || performance.now() - begun < 1000) return;
    stream.write(`\r\u001b[2K${state.done < state.total ? describeProgress(state) : ''}`);
  };
}

/** A remark on lines of its own, above the line that rewrites itself. */
export function terminalNotice(stream: NodeJS.WriteStream = process.stderr): (text: string) => void {
  return (text) => void stream.write(`${stream.isTTY ? '\r\u001b[2K' : ''}${text}\n`);
}

/** In one line: `transnar-laptop 120/6000 · loss 1.23 · 40 min 00 s left`. */
export function describeProgress({ label, done, total, secondsLeft, note }: ProgressState): string {
  const left = secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`];
  const end = done >= total ? ['done'] : left;
  return [`${label} ${done}/${total}`, ...(note ? [note] : []), ...end].join(' · ');
}

/** Seconds as people say them: 42 s, 3 min 20 s, 2 h 05 min. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}
