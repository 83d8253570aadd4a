/** A campaign across machines: its cells as jobs in Redis, through BullMQ, which only this file loads. */
import { setTimeout } from 'node:timers/promises';
import type { Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { interrupted, stoppable, unlessAborted } from '../backend/interruption.ts';
import { sum } from '../metric/mean.ts';
import type { Campaign } from './campaign.ts';
import { type CampaignCell, cellName, cellsOf, firstOf } from './cells.ts';
import { connect, isLoss } from './redis.ts';
import { type CampaignHooks, announced, patience } from './run-campaign.ts';
import { isFinished, readFailure, recordFailure } from './run-cell.ts';
import { type Status, cellStatus } from './status.ts';

export interface WorkOptions extends CampaignHooks {
  /** Such as redis://host:6379. */
  readonly redis: string;
  /**
   * Seconds after which the job of a worker that shows no life is given to another one. A worker shows life between
   * updates, and while it evaluates between tokens: not below twice the longest update.
   */
  readonly lockSeconds?: number;
}

/** Long enough for an update of the largest preset. */
const defaultLockSeconds = 15 * 60;
/** Times that a job may lose its worker before it is called failed: a cell that kills its workers must end. */
const lostWorkers = 20;
/** Seconds between looks at the queue. */
const lookEvery = 1;
/** Seconds that an interrupted worker tries to hand its cell back. */
const handBackSeconds = 3;

/**
 * Puts all cells that are not finished into the queue; those that are in it stay, and failed ones are to be tried again.
 * Returns their number.
 */
export async function enqueueCampaign(campaign: Campaign, redis: string): Promise<number> {
  const open = cellsOf(campaign).filter((cell) => !isFinished(cell));
  await withQueue(campaign, { redis }, async (queue) => {
    const known = await Promise.all(open.map(({ key }) => queue.getJob(key)));
    for (const job of known) if (await job?.isFailed()) await job?.remove();
    // What is finished is known from the runs: in Redis is only what is left to do.
    const opts = { removeOnComplete: true };
    await queue.addBulk(open.map(({ key }) => ({ name: 'cell', data: {}, opts: { ...opts, jobId: key } })));
  });
  return open.length;
}

/**
 * Works on a campaign's queue until it is empty, beside any number of other workers that share the data folder. Jobs are
 * done at least once, and a job done twice changes nothing. Interrupted, it hands its cell back and throws; it also throws
 * where the queue is empty and cells are left that have neither finished nor failed. Returns the cells that failed, whoever
 * tried them.
 */
export const workOnCampaign = (campaign: Campaign, options: WorkOptions): Promise<CampaignCell[]> =>
  stoppable(options, (own) => workUntilEmpty(campaign, own));

async function workUntilEmpty(campaign: Campaign, options: WorkOptions): Promise<CampaignCell[]> {
  const { lockSeconds = defaultLockSeconds, signal, report = () => undefined } = options;
  const { DelayedError, Worker: WorkerOf } = await import('bullmq');
  const cells = cellsOf(campaign);
  let interruption: Error | undefined;
  let worker: Worker | undefined;

  const workOn = async (job: Job, token?: string): Promise<void> => {
    const later = async (seconds: number): Promise<never> => {
      // A Redis out of reach takes nothing back: then the cell is another's as soon as this worker shows no life.
      await atMost(handBackSeconds, job.moveToDelayed(Date.now() + seconds * 1000, token));
      throw new DelayedError();
    };
    const outcome = await announced(cellWith(job.id, campaign, cells), cells, options).catch(
      async (error: Error) => {
        if (!signal?.aborted) throw error;
        interruption = error;
        await worker?.pause(true); // Or it would take the cell that it hands back, and keep it under lock when it ends.
        return later(0);
      },
    );
    if (outcome.kind === 'busy') await later(Math.min(patience, lockSeconds));
    if (outcome.kind === 'failed') throw new Error(outcome.message);
  };
  let inHand = Promise.resolve();
  const work = (job: Job, token?: string) => (inHand = workOn(job, token));

  await withQueue(campaign, options, async (queue, connection) => {
    worker = new WorkerOf(queue.name, work, {
      connection,
      lockDuration: lockSeconds * 1000,
      stalledInterval: Math.min(30, lockSeconds) * 1000,
      maxStalledCount: lostWorkers,
    });
    worker.on('error', telling(report));
    worker.on('failed', (job, { message }) => {
      const cell = cells.find(({ key }) => key === job?.id);
      if (cell && !readFailure(cell)) recordFailure(cell, message); // It lost too many workers.
    });
    try {
      // A Redis out of reach delays no interruption.
      while (!signal?.aborted && (await unlessAborted(openJobs(queue), signal)) !== 0) {
        await unlessAborted(setTimeout(lookEvery * 1000), signal);
      }
    } finally {
      // What is in hand is done even where Redis has forgotten it; then there is nothing left to wait for.
      await inHand.catch(() => undefined);
      await worker.close(true);
    }
  });
  if (signal?.aborted) throw interruption ?? interrupted(signal, 'between cells');
  const statuses = cells.map(cellStatus);
  refuseOpen(statuses);
  return statuses.filter(({ state }) => state === 'failed').map(({ part }) => part);
}

/** Throws where cells are left that no queue knows of: Redis was started again without its data, or they never were in it. */
function refuseOpen(cells: readonly Status<CampaignCell>[]): void {
  const open = cells.filter(({ state }) => state !== 'finished' && state !== 'failed');
  if (open.length === 0) return;
  const names = open.map(({ part, state, detail }) => `${cellName(part)} (${state}, ${detail})`);
  throw new Error(
    `The queue is empty, but ${open.length} of ${cells.length} cells are open: ${firstOf(names)}. ` +
      'They were not put into the queue, or Redis has lost it: "npx transnar campaign enqueue" puts them there, then ' +
      'start the workers again.',
  );
}

const atMost = (seconds: number, promise: Promise<unknown>) =>
  Promise.race([promise, setTimeout(seconds * 1000, undefined, { ref: false })]);

const telling = (report: (line: string) => void) => (error: Error) => {
  if (!isLoss(error)) report(`Redis: ${error.message}`);
};

function cellWith(key: string | undefined, { name }: Campaign, cells: readonly CampaignCell[]): CampaignCell {
  const found = cells.find((cell) => cell.key === key);
  if (found) return found;
  throw new Error(
    `The campaign ${name} of this checkout has no cell ${key}: all machines need the same version.`,
  );
}

/** Jobs that wait or are worked on, counted at one moment. */
async function openJobs(queue: Queue): Promise<number> {
  const counts = await queue.getJobCounts('wait', 'prioritized', 'delayed', 'active');
  return sum(Object.values(counts));
}

async function withQueue(
  { name }: Campaign,
  { redis, report = () => undefined }: Pick<WorkOptions, 'redis' | 'report'>,
  act: (queue: Queue, connection: Redis) => Promise<void>,
): Promise<void> {
  const [{ Queue: QueueOf }, connection] = [await import('bullmq'), await connect(redis, report)];
  const queue = new QueueOf(`transnar-${name}`, { connection });
  queue.on('error', telling(report));
  try {
    await act(queue, connection);
  } finally {
    await queue.close();
    connection.disconnect();
  }
}
