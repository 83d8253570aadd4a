/** What the runner of notebooks and the process that executes their cells say to each other. */
import type { Output } from './format.ts';

/** What the runner asks of a kernel: to execute a cell, and after the last one to let everything pending run out. */
export type Request =
  { readonly type: 'execute'; readonly source: string; readonly count: number } | { readonly type: 'finish' };

/** What a kernel reports; everything belongs to the cell asked for last. */
export type Report =
  | { readonly type: 'output'; readonly output: Output; readonly display?: string; readonly update?: boolean }
  | { readonly type: 'failure'; readonly failure: Failure }
  | { readonly type: 'executed' };

/** Why a cell counts as failed. `kind` says how it was noticed. */
export interface Failure {
  readonly kind: 'error' | 'floating rejection' | 'uncaught exception' | 'time-out' | 'kernel ended';
  readonly name: string;
  readonly message: string;
}
