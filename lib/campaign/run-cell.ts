/** One cell of a campaign, run to its end or as far as it goes. */
import { existsSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import type { ResultRow } from '../metric/index.ts';
import { findRun } from '../experiment/index.ts';
import { learningPart } from '../experiment/distillation-experiment.ts';
import { RunBusyError, dataFolder, finishedEvaluation, isTrained, readPredictions } from '../store/index.ts';
import { writeAtomically } from '../store/atomic-file.ts';
import { readJsonFile } from '../store/json-file.ts';
import { holderOf } from '../store/run-lock.ts';
import { type TrainingHooks, evaluateLanguageModel, trainLanguageModel } from '../training/index.ts';
import { askedOf } from '../training/evaluate.ts';
import { messageOf } from '../message.ts';
import { type CampaignCell, neededParts } from './cells.ts';
import { withProblemScores } from './problem-scores.ts';
import { publishedRows } from './published-rows.ts';

/** What became of an attempt to run a cell. */
export type Outcome =
  | { readonly kind: 'finished' }
  /** Another process works on the cell, or on what it needs first: to be tried again later. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly message: string };

/** The last failure of a cell, kept where all machines of a campaign see it. */
export interface Failure {
  readonly message: string;
  readonly host: string;
  readonly date: string;
}

/**
 * Rows of a finished cell, under the name that the campaign gives its variant; undefined before. A published run that was not
 * evaluated here has its published scores. With `problems`, rows have the scores of single problems, where the answers are
 * here. Throws one message where its files are damaged.
 */
export function cellRows(
  { experiment, variant }: CampaignCell,
  { problems = false }: { readonly problems?: boolean } = {},
): ResultRow[] | undefined {
  const run = findRun(experiment);
  if (!run) return undefined;
  const rows =
    finishedEvaluation(run, askedOf(learningPart(experiment))) ??
    publishedRows(run, learningPart(experiment));
  const named = rows?.map((row) => ({ ...row, variant }));
  return problems && named ? withProblemScores(named, readPredictions(run)) : named;
}

/**
 * What is read of a cell's files; undefined where they are damaged. For who counts or passes over cells: what is wrong with
 * one is said by its status, and by its next attempt, which fails.
 */
export function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Whether a cell has its rows; one whose files are damaged has not. */
export const isFinished = (cell: CampaignCell): boolean => unlessDamaged(() => cellRows(cell)) !== undefined;

/**
 * Runs a cell to its end, from where it was left; a finished one is not touched. A failure is kept for `readFailure`.
 * Throws only when interrupted.
 */
export async function runCell(cell: CampaignCell, hooks: TrainingHooks = {}): Promise<Outcome> {
  try {
    if (cellRows(cell)) return { kind: 'finished' };
    if (isBusy(cell)) return { kind: 'busy' };
    rmSync(failurePath(cell), { force: true });
    const trained = await trainLanguageModel(cell.experiment, hooks);
    try {
      await evaluateLanguageModel(trained, hooks);
    } finally {
      trained.dispose();
    }
    return { kind: 'finished' };
  } catch (error) {
    if (hooks.signal?.aborted) throw error;
    if (error instanceof RunBusyError) return { kind: 'busy' };
    const message = messageOf(error);
    recordFailure(cell, message);
    return { kind: 'failed', message };
  }
}

/** Keeps a failure for `readFailure`; where even that cannot be written, the message is still the caller's. */
export function recordFailure(cell: CampaignCell, message: string): void {
  const failure: Failure = { message, host: hostname(), date: new Date().toISOString() };
  try {
    writeAtomically(failurePath(cell), `${JSON.stringify(failure)}\n`);
  } catch {
    // Such as on a full disk, which is then what the cell failed of.
  }
}

/** Why a cell failed when it was last tried; undefined if it did not. */
export function readFailure(cell: CampaignCell): Failure | undefined {
  const path = failurePath(cell);
  return existsSync(path) ? (readJsonFile(path, 'the failure') as Failure) : undefined;
}

/** Beside the runs, since a cell may fail before its own run begins. */
const failurePath = ({ key }: CampaignCell) => dataFolder('runs', 'failures', `${key}.json`);

/** Whether another process works on the cell or on what it needs first: seen here before any model is built. */
export function isBusy(cell: CampaignCell): boolean {
  const needed = neededParts(cell).flatMap(({ experiment }) => findRun(experiment) ?? []);
  const own = findRun(cell.experiment);
  return [...needed.filter((run) => !isTrained(run)), ...(own ? [own] : [])].some(holderOf);
}
