/** Where a run stands, from what is on disk: what one asks of a training that another process does. */
import {
  isTrained,
  readManifest,
  readMetrics,
  type Manifest,
  type MetricLine,
  type Run,
} from '../../store/index.ts';
import { keptLines, reached } from '../../store/reached.ts';
import { holderOf } from '../../store/run-lock.ts';
import { experimentOf } from '../../experiment/index.ts';
import { trainingOf } from '../../experiment/kinds.ts';
import { messageOf } from '../../message.ts';

/** One run among those that can be watched. */
export interface Standing {
  readonly name: string;
  /** Of one whose files are damaged, nothing else is known. */
  readonly state: 'running' | 'stopped' | 'finished' | 'published' | 'damaged';
  /** What is damaged. */
  readonly reason?: string;
  readonly update: number;
  /** Planned; undefined for a run of an experiment that this version does not know. */
  readonly updates?: number;
  readonly seconds: number;
  /** Until the last planned update, at the pace of the last lines; only while it runs. */
  readonly secondsLeft?: number;
  /** The last line of its curve that the run goes on from, and the last one with a validation. */
  readonly last?: MetricLine;
  readonly validated?: MetricLine;
  /** What goes on with it. */
  readonly command: string;
  readonly started: string;
}

/** Throws if the manifest or the curve cannot be read. */
export function standingOf(run: Run, lines: readonly MetricLine[] = readMetrics(run)): Standing {
  const { command, started, seconds } = readManifest(run);
  const { update } = reached(run, lines) ?? { update: 0 };
  const kept = keptLines(lines, { update });
  const last = kept.at(-1);
  const validated = kept.findLast(({ score }) => score !== undefined);
  const updates = plannedUpdates(run);
  const state = stateOf(run);
  const left = state === 'running' && updates !== undefined ? secondsLeft(lines, updates) : undefined;
  return {
    name: run.name,
    state,
    update,
    ...(updates !== undefined && { updates }),
    seconds: seconds ?? last?.seconds ?? 0,
    ...(left !== undefined && { secondsLeft: left }),
    ...(last && { last }),
    ...(validated && { validated }),
    command,
    started,
  };
}

/** Where a run stands whose files cannot be read. */
export function damagedStanding({ name }: Run, error: unknown): Standing {
  const reason = messageOf(error);
  return { name, state: 'damaged', reason, update: 0, seconds: 0, command: '', started: '' };
}

const planned = new WeakMap<Manifest, number | undefined>();

/** Found once for each manifest: every look at the page asks it of all runs. */
function plannedUpdates(run: Run): number | undefined {
  const manifest = readManifest(run);
  if (!planned.has(manifest)) planned.set(manifest, understoodUpdates(run));
  return planned.get(manifest);
}

function understoodUpdates(run: Run): number | undefined {
  try {
    return trainingOf(experimentOf(run)).updates;
  } catch {
    return undefined;
  }
}

function stateOf(run: Run): Standing['state'] {
  if (run.published !== undefined) return 'published';
  if (isTrained(run)) return 'finished';
  return holderOf(run) ? 'running' : 'stopped';
}

/** Lines that the pace is measured on: some, since validations come and go, and the last, since machines get busy. */
const recent = 20;

function secondsLeft(lines: readonly MetricLine[], updates: number): number | undefined {
  const last = lines.at(-1);
  if (!last) return undefined;
  const before = lines.length > 1 ? lines[Math.max(0, lines.length - 1 - recent)] : { update: 0, seconds: 0 };
  return ((last.seconds - before.seconds) / (last.update - before.update)) * (updates - last.update);
}
