/** How far a campaign is, from what its runs have written: right whoever runs it, and wherever. */
import { type ResultRow, mean } from '../metric/index.ts';
import { findRun } from '../experiment/index.ts';
import { learningPart } from '../experiment/distillation-experiment.ts';
import { trainingOf } from '../experiment/kinds.ts';
import { type Run, isTrained, readManifest, readPredictions } from '../store/index.ts';
import { evaluationSeconds } from '../store/evaluations.ts';
import { reached } from '../store/reached.ts';
import { holderOf } from '../store/run-lock.ts';
import { duration } from '../training/index.ts';
import { updatesOf } from '../training/row-maker.ts';
import { messageOf } from '../message.ts';
import { type CampaignCell, type Part, cellsOf, neededParts, partName } from './cells.ts';
import type { Campaign } from './campaign.ts';
import { cellRows, isFinished, readFailure, unlessDamaged } from './run-cell.ts';

/** Where a part stands: `stopped` has been begun, and nobody trains it now. */
export type State = 'waiting' | 'running' | 'stopped' | 'finished' | 'failed';

/** How far one part of a campaign has come. */
export interface Status<P extends Part = Part> {
  readonly part: P;
  readonly state: State;
  /** How far and by whom, or why not. */
  readonly detail: string;
}

/** How far a campaign has come on this machine. */
export interface CampaignStatus {
  /** Runs that several cells need first. */
  readonly prerequisites: readonly Status[];
  readonly cells: readonly Status<CampaignCell>[];
}

/** How far each part has come, as the files of this machine say. Reads only. Throws for an impossible cell. */
export function campaignStatus(campaign: Campaign): CampaignStatus {
  const cells = cellsOf(campaign);
  const parts = new Map(cells.flatMap(neededParts).map((part) => [part.key, part]));
  return { prerequisites: [...parts.values()].map(trainingStatus), cells: cells.map(cellStatus) };
}

/** How far a cell has come. */
export const cellStatus = (cell: CampaignCell): Status<CampaignCell> => orFailed(cell, statusOf);

/** Of the training of a run alone. */
const trainingStatus = (part: Part): Status => orFailed(part, trainingOfPart);

/** A part whose files are damaged is one that has failed: it is in no other's way. */
function orFailed<P extends Part>(part: P, statusOf: (part: P) => Status<P>): Status<P> {
  try {
    return statusOf(part);
  } catch (error) {
    return { part, state: 'failed', detail: messageOf(error) };
  }
}

function statusOf(cell: CampaignCell): Status<CampaignCell> {
  const status = (state: State, detail: string) => ({ part: cell, state, detail });
  const rows = cellRows(cell);
  if (rows) {
    const seconds = cellSeconds(findRun(cell.experiment)!, rows);
    return status('finished', `in ${duration(seconds)}${origin(cell)}`);
  }
  const failure = readFailure(cell);
  if (failure) return status('failed', failure.message);
  const training = trainingStatus(cell);
  if (training.state !== 'finished') {
    const needed = untrainedParts(cell);
    if (training.state !== 'waiting' || needed.length === 0) return { ...training, part: cell };
    return status('waiting', `for ${needed.map(({ part }) => part.experiment.name).join(' and ')}`);
  }
  const { algorithms, evaluation } = learningPart(cell.experiment);
  const run = findRun(cell.experiment)!;
  const answered = new Set(readPredictions(run).map(({ algorithm, size }) => `${algorithm} ${size}`)).size;
  const holder = holderOf(run);
  const far = `trained; evaluated ${answered} of ${algorithms.length * evaluation.sizes.length} parts`;
  return holder ? status('running', `${far}, on ${holder.host}`) : status('stopped', far);
}

/** Where a finished run is from, if it came with the project. */
const origin = ({ experiment }: Part) => (findRun(experiment)?.published === undefined ? '' : ', published');

/** Seconds of training and evaluation that a finished cell took, whose rows these are. */
const cellSeconds = (run: Run, rows: readonly ResultRow[]) =>
  (readManifest(run).seconds ?? 0) + evaluationSeconds(rows);

/**
 * Seconds that the updates left will take, one cell after another: by the cell's own so far; before its first, by those of
 * begun cells, of the same model where there are any. Undefined while none has begun. Cells whose files are damaged are
 * left out.
 */
export function secondsLeft(cells: readonly CampaignCell[]): number | undefined {
  const paces = cells.flatMap((cell) => {
    const own = unlessDamaged(() => pace(cell));
    return own ? [{ model: cell.model, ...own }] : [];
  });
  const known = paces.filter(({ perUpdate }) => perUpdate !== undefined);
  if (known.length === 0) return undefined;
  const others = (model: CampaignCell['model']) => {
    const same = known.filter((each) => each.model === model);
    return mean((same.length > 0 ? same : known).map(({ perUpdate }) => perUpdate!));
  };
  return paces.reduce((sum, { model, left, perUpdate }) => sum + left * (perUpdate ?? others(model)), 0);
}

/** For people: how long the cells will take, as far as that is known; nothing where none has begun or all are finished. */
export function timeLeft(cells: readonly CampaignCell[]): string {
  const left = secondsLeft(cells) ?? 0;
  if (left === 0) return '';
  const first = new Map(
    cells.flatMap((cell) => {
      const needed = untrainedParts(cell);
      // A finished cell needs nothing any more; its rows are read only where something is missing.
      return needed.length === 0 || isFinished(cell)
        ? []
        : needed.map(({ part }) => [part.key, partName(part)]);
    }),
  );
  const beside = first.size > 0 ? `, without what is trained first: ${[...first.values()].join('; ')}` : '';
  return `about ${duration(left)} left for one process${beside}`;
}

/** The updates that a cell has left, and the seconds that one took so far; a finished cell's with its evaluation. */
function pace(cell: CampaignCell): { left: number; perUpdate?: number } {
  const experiment = learningPart(cell.experiment);
  const { training } = experiment;
  const run = findRun(cell.experiment);
  const rows = cellRows(cell);
  if (run && rows) return { left: 0, perUpdate: cellSeconds(run, rows) / updatesOf(run, experiment) };
  const far = run && reached(run);
  if (far?.seconds === undefined) return { left: training.updates - (far?.update ?? 0) };
  return { left: training.updates - far.update, perUpdate: far.seconds / far.update };
}

/** What has to be trained before the cell, and is not. */
const untrainedParts = (cell: CampaignCell): Status[] =>
  neededParts(cell)
    .map(trainingStatus)
    .filter(({ state }) => state !== 'finished');

function trainingOfPart(part: Part): Status {
  const { updates } = trainingOf(part.experiment);
  const run = findRun(part.experiment);
  if (!run) return { part, state: 'waiting', detail: 'not begun' };
  const manifest = readManifest(run);
  if (isTrained(run)) {
    return { part, state: 'finished', detail: `in ${duration(manifest.seconds ?? 0)}${origin(part)}` };
  }
  const { update = 0, loss } = reached(run) ?? {};
  const far = `update ${update} of ${updates}${loss === undefined ? '' : `, loss ${loss.toPrecision(3)}`}`;
  const holder = holderOf(run);
  return holder
    ? { part, state: 'running', detail: `${far}, on ${holder.host}` }
    : { part, state: 'stopped', detail: far };
}
