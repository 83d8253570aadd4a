/** A campaign across machines: its cells as jobs in Redis, through BullMQ, which only this file loads. */
import { setTimeout } from 'node:timers/promises';
import type { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { interrupted, stoppable } from '../backend/interruption.ts';
import type { Campaign } from './campaign.ts';
import { type CampaignCell, cellsOf } from './cells.ts';
import { type CampaignHooks, announced } from './run-campaign.ts';
import { cellRows, readFailure, recordFailure } from './run-cell.ts';

export interface WorkOptions extends CampaignHooks {
  /** Such as redis://host:6379. */
  readonly redis: string;
  /**
   * Seconds after which the job of a worker that shows no life is given to another one. A worker shows life between
   * updates, and while it evaluates between batches of answers: not below twice the longest of them.
   */
  readonly lockSeconds?: number;
}

/** Long enough for an update or a batch of answers of the largest preset. */
const defaultLockSeconds = 15 * 60;
/** Times that a job may lose its worker before it is called failed: a cell that kills its workers must end. */
const lostWorkers = 20;
/** Seconds until a cell that another process works on is tried again, and between looks at the queue. */
const [patience, lookEvery] = [30, 1];

/**
 * Puts all cells that are not finished into the queue; those that are in it stay, and failed ones are to be tried again.
 * Returns their number.
 */
export async function enqueueCampaign(campaign: Campaign, redis: string): Promise<number> {
  const open = cellsOf(campaign).filter((cell) => !cellRows(cell));
  await withQueue(campaign, redis, async (queue) => {
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
 * done at least once, and a job done twice changes nothing. Interrupted, it hands its cell back and throws.
 */
export const workOnCampaign = (campaign: Campaign, options: WorkOptions): Promise<void> =>
  stoppable(options, (own) => work(campaign, own));

async function work(campaign: Campaign, options: WorkOptions): Promise<void> {
  const { redis, lockSeconds = defaultLockSeconds, signal, report = () => undefined } = options;
  const { DelayedError, Worker } = await import('bullmq');
  const cells = cellsOf(campaign);
  let interruption: Error | undefined;

  const cellOf = async (job: Job, token?: string): Promise<void> => {
    const later = async (seconds: number): Promise<never> => {
      await job.moveToDelayed(Date.now() + seconds * 1000, token);
      throw new DelayedError();
    };
    const outcome = await announced(cellWith(job.id, campaign, cells), cells, options).catch(
      (error: Error) => {
        if (!signal?.aborted) throw error;
        interruption = error;
        return later(0);
      },
    );
    if (outcome.kind === 'busy') await later(Math.min(patience, lockSeconds));
    if (outcome.kind === 'failed') throw new Error(outcome.message);
  };

  await withQueue(campaign, redis, async (queue, connection) => {
    const worker = new Worker(queue.name, cellOf, {
      connection,
      lockDuration: lockSeconds * 1000,
      stalledInterval: Math.min(30, lockSeconds) * 1000,
      maxStalledCount: lostWorkers,
    });
    worker.on('error', (error) => report(`Redis: ${error.message}`));
    worker.on('failed', (job, { message }) => {
      const cell = cells.find(({ key }) => key === job?.id);
      if (cell && !readFailure(cell)) recordFailure(cell, message); // It lost too many workers.
    });
    try {
      while (!signal?.aborted && (await openJobs(queue)) > 0) {
        await setTimeout(lookEvery * 1000, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      await worker.close();
    }
  });
  if (signal?.aborted) throw interruption ?? interrupted(signal, 'between cells');
}

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
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

async function withQueue(
  { name }: Campaign,
  address: string,
  act: (queue: Queue, connection: Redis) => Promise<void>,
): Promise<void> {
  const [{ Queue: QueueOf }, connection] = [await import('bullmq'), await connect(address)];
  const queue = new QueueOf(`transnar-${name}`, { connection });
  try {
    await act(queue, connection);
  } finally {
    await queue.close();
    connection.disconnect();
  }
}

/** Throws one message, without the password that an address may hold, where there is no Redis. */
async function connect(address: string): Promise<Redis> {
  if (!/^rediss?:/.test(address) || !URL.canParse(address)) {
    throw new Error(
      'The address of Redis has the form redis://host:6379, or rediss://user:password@host:6379.',
    );
  }
  const { Redis: RedisClient } = await import('ioredis');
  const connection = new RedisClient(address, { lazyConnect: true, maxRetriesPerRequest: null });
  let reason = '';
  connection.on('error', (error: Error) => (reason = error.message));
  try {
    await connection.connect();
    return connection;
  } catch (error) {
    connection.disconnect();
    const { host } = new URL(address);
    throw new Error(
      `Cannot reach Redis at ${host} (${reason || (error as Error).message}): start redis-server there, or name another --redis.`,
      { cause: error },
    );
  }
}
