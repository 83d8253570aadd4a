/**
 * Executes a notebook from top to bottom in a process of its own. The result depends on the notebook alone: cells are
 * numbered in order, identifiers kept, nothing of an earlier execution survives.
 */
import { dirname, resolve } from 'node:path';
import { notebookMetadata } from '../kernel/language.ts';
import { type CodeCell, type Notebook, readNotebook } from './format.ts';
import { startKernel } from './kernel-process.ts';
import type { Failure } from './messages.ts';

export interface RunOptions {
  /** Seconds that each cell may take. */
  readonly timeout: number;
  /** Seconds that timers and other pending work may run on after the last cell (default 30). */
  readonly drain?: number;
  /** Reaches the cells as TRANSNAR_PRESET; without it they see this process's own. */
  readonly preset?: string;
  /** Called after each code cell: its place among the code cells (from 1), their number, and the seconds taken. */
  readonly onCell?: (place: number, count: number, seconds: number) => void;
}

/** The first failure, after which no cell is executed; `cell` counts code cells from 1. */
export interface CellFailure extends Failure {
  readonly cell: number;
  readonly source: string;
}

export interface NotebookRun {
  /** With the outputs of the cells that were executed; the failed one's end in an error output. */
  readonly notebook: Notebook;
  readonly failure?: CellFailure;
}

export async function runNotebook(file: string, options: RunOptions): Promise<NotebookRun> {
  const { timeout, drain = 30, preset, onCell } = options;
  const notebook = withoutOutputs(readNotebook(file));
  const code = notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === 'code');
  const kernel = startKernel(dirname(resolve(file)), preset === undefined ? {} : { TRANSNAR_PRESET: preset });
  try {
    for (const [index, cell] of code.entries()) {
      const begun = performance.now();
      cell.execution_count = index + 1;
      const failure = await kernel.execute(cell, timeout);
      if (failure) return failedRun(notebook, cell, failure);
      onCell?.(index + 1, code.length, (performance.now() - begun) / 1000);
    }
    const last = code.at(-1);
    const failure = last && (await kernel.finish(drain));
    return failure ? failedRun(notebook, last, failure) : { notebook };
  } finally {
    kernel.kill();
  }
}

function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  return { ...notebook, metadata: { ...notebook.metadata, ...notebookMetadata }, cells };
}

function failedRun(notebook: Notebook, cell: CodeCell, failure: Failure): NotebookRun {
  const { name, message } = failure;
  const traceback = message.split('\n');
  cell.outputs.push({ output_type: 'error', ename: name, evalue: traceback[0] ?? '', traceback });
  return { notebook, failure: { ...failure, cell: cell.execution_count ?? 0, source: cell.source } };
}
