/** The connection to Redis: one clear message where there is none, and one line when it is lost and when it is back. */
import type { Redis } from 'ioredis';
import { messageOf } from '../message.ts';

/** Told a line at a time. */
type Report = (line: string) => void;

const wantsPassword =
  'wants a password: name it in the address, as in --redis redis://:password@host:6379 or redis://user:password@host:6379';

/** Throws one message, without the password that an address may hold, where there is no Redis or it lets nobody in. */
export async function connect(address: string, report: Report = () => undefined): Promise<Redis> {
  if (!/^rediss?:/.test(address) || !URL.canParse(address)) {
    throw new Error(
      'The address of Redis has the form redis://host:6379, or rediss://user:password@host:6379.',
    );
  }
  const { Redis: RedisClient } = await import('ioredis');
  const { host } = new URL(address);
  const connection = new RedisClient(address, { lazyConnect: true, maxRetriesPerRequest: null });
  let reason = '';
  connection.on('error', (error: Error) => (reason ||= error.message));
  try {
    await connection.connect();
    await connection.ping();
  } catch (error) {
    connection.disconnect();
    throw new Error(whyNot(host, reason || messageOf(error)), { cause: error });
  }
  tellOfLosses(connection, host, report);
  return connection;
}

function whyNot(host: string, reason: string): string {
  if (/^(NOAUTH|NOPERM)/.test(reason)) return `Redis at ${host} ${wantsPassword}.`;
  if (/^WRONGPASS/.test(reason)) return `Redis at ${host} does not know this user or password.`;
  return `Cannot reach Redis at ${host} (${reason}): start redis-server there, or name another --redis.`;
}

/** Once when it is lost, however often it is tried again, and once when it is back. */
function tellOfLosses(connection: Redis, host: string, report: Report): void {
  let lost = false;
  connection.on('reconnecting', () => {
    if (!lost) report(`Redis at ${host} is out of reach: what is in hand goes on, and it is tried again.`);
    lost = true;
  });
  connection.on('ready', () => {
    if (lost) report(`Redis at ${host} is back.`);
    lost = false;
  });
}

/** Whether an error says no more than that the connection is gone, which has been told already. */
export function isLoss(error: Error): boolean {
  return 'code' in error || /connection is closed/i.test(error.message);
}
