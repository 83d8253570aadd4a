/** The runner's side of a kernel (kernel.ts): one child process, asked for one cell at a time. */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../lib/store/folders.ts';
import type { CodeCell, Output } from './format.ts';
import type { Failure, Report, Request } from './messages.ts';

export interface KernelProcess {
  /** Executes a cell, filling its outputs. Resolves to the reason if it, or something left over from before, failed. */
  execute(cell: CodeCell, seconds: number): Promise<Failure | undefined>;
  /** Waits until nothing is pending any more. */
  finish(seconds: number): Promise<Failure | undefined>;
  kill(): void;
}

export function startKernel(folder: string, environment: Readonly<Record<string, string>>): KernelProcess {
  // The compiled file: cells import the compiled library anyway.
  const program = join(projectFolder(), 'dist/scripts/notebook/kernel.js');
  if (!existsSync(program)) throw new Error(`${program} is missing: run "npm run build" first.`);
  const child = fork(program, [], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', ...environment },
    execArgv: [],
    // What native code prints belongs to no cell.
    stdio: ['ignore', 2, 2, 'ipc'],
  });

  let cell: CodeCell | undefined;
  let finishing = false;
  let failed: Failure | undefined;
  let answer: ((failure: Failure | undefined) => void) | undefined;
  const displays = new Map<string, Output>();

  function fail(failure: Failure): void {
    failed ??= failure;
    answer?.(failed);
  }

  child.on('message', (report: Report) => {
    if (report.type === 'failure') fail(report.failure);
    else if (report.type === 'executed') answer?.(failed);
    else if (cell) addOutput(cell.outputs, report, displays);
  });
  child.on('error', ({ name, message }) => fail({ kind: 'kernel ended', name, message }));
  child.on('exit', (code, signal) => {
    if (finishing && code === 0) answer?.(failed);
    else fail({ kind: 'kernel ended', name: 'Error', message: `The kernel ended with ${signal ?? code}.` });
  });

  /** Sends a request; the answer is the first of: done, failed, out of time. */
  async function ask(request: Request, seconds: number, late: string): Promise<Failure | undefined> {
    if (failed) return failed;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve) => {
        answer = resolve;
        timer = setTimeout(() => fail({ kind: 'time-out', name: 'Timeout', message: late }), seconds * 1000);
        child.send(request);
      });
    } finally {
      clearTimeout(timer);
      answer = undefined;
    }
  }

  return {
    execute(next, seconds) {
      cell = next;
      return ask(
        { type: 'execute', source: next.source, count: next.execution_count ?? 1 },
        seconds,
        `No end after ${seconds} s.`,
      );
    },
    finish(seconds) {
      finishing = true;
      return ask(
        { type: 'finish' },
        seconds,
        `Timers or other work were still pending ${seconds} s after the end.`,
      );
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Adds to a cell's outputs what a notebook file would hold: pieces of a stream joined, updated displays replaced. */
function addOutput(
  outputs: Output[],
  { output, display, update }: Extract<Report, { type: 'output' }>,
  displays: Map<string, Output>,
): void {
  const last = outputs.at(-1);
  const shown = display === undefined ? undefined : displays.get(display);
  if (update && shown) Object.assign(shown, output);
  else if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
    last.text += output.text;
  } else {
    outputs.push(output);
    if (display !== undefined) displays.set(display, output);
  }
}
