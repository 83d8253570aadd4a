/** A campaign on one machine: its cells one after another. */
import { setTimeout } from 'node:timers/promises';
import { interrupted, stoppable } from '../backend/interruption.ts';
import type { TrainingHooks } from '../training/index.ts';
import type { Campaign } from './campaign.ts';
import { type CampaignCell, cellName, cellsOf } from './cells.ts';
import { type Outcome, isBusy, isFinished, runCell, unlessDamaged } from './run-cell.ts';
import { timeLeft } from './status.ts';

/** What a campaign tells while it runs, and how it is interrupted. */
export interface CampaignHooks extends Pick<TrainingHooks, 'progress' | 'signal' | 'notice'> {
  /** Told in a line what begins and what has ended. */
  readonly report?: (line: string) => void;
}

/** Seconds until cells that other processes work on are looked at again. */
export const patience = 30;

/**
 * Runs all cells of a campaign, one after another, each from where it was left. What another process works on is left to
 * it, and waited for at the end. A failing cell does not stop the others. Returns the cells that failed.
 */
export const runCampaign = (campaign: Campaign, hooks: CampaignHooks = {}): Promise<CampaignCell[]> =>
  stoppable(hooks, (own) => runCells(campaign, own));

async function runCells(campaign: Campaign, hooks: CampaignHooks): Promise<CampaignCell[]> {
  const { report = () => undefined, signal } = hooks;
  const cells = cellsOf(campaign);
  const failed: CampaignCell[] = [];
  let open = cells.filter((cell) => !isFinished(cell));
  report(`${cells.length} cells, ${cells.length - open.length} of them finished before`);
  while (open.length > 0) {
    const busy: CampaignCell[] = [];
    for (const cell of open) {
      const { kind } = await announced(cell, cells, hooks);
      if (kind === 'busy') busy.push(cell);
      if (kind === 'failed') failed.push(cell);
    }
    if (busy.length > 0 && busy.length === open.length) {
      report(`waiting for other processes, which work on ${busy.length} of the cells`);
      await setTimeout(patience * 1000, undefined, { signal }).catch(() => undefined);
      if (signal?.aborted) throw interrupted(signal, 'while other processes worked on the cells');
    }
    open = busy;
  }
  return failed;
}

/** Runs a cell of a campaign and says how it went, and what is left to do. Throws only when interrupted. */
export async function announced(
  cell: CampaignCell,
  cells: readonly CampaignCell[],
  { progress, signal, notice, report = () => undefined }: CampaignHooks,
): Promise<Outcome> {
  if (unlessDamaged(() => isBusy(cell))) return { kind: 'busy' };
  const number = `[${cells.indexOf(cell) + 1}/${cells.length}]`;
  report(`${number} ${cellName(cell)}`);
  const outcome = await runCell(cell, {
    signal,
    notice,
    progress: progress && ((state) => progress({ ...state, label: `${number} ${state.label}` })),
  });
  if (outcome.kind === 'finished') report(`${number} ${finished(cells)}`);
  if (outcome.kind === 'failed') report(`${number} failed: ${outcome.message}`);
  return outcome;
}

function finished(cells: readonly CampaignCell[]): string {
  const count = cells.filter(isFinished).length;
  return [`finished: ${count} of ${cells.length} cells`, timeLeft(cells)].filter(Boolean).join(', ');
}
