/** Two programs that take steps in turns, and how many times as fast one of them is, pair by pair. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { median, rounded } from './measure.ts';
import type { Turn } from './serve.ts';

/** How a program is started that speaks as {@link serve} does. */
export interface Fighter {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** What a program says of itself when it is ready. */
export interface Ready {
  readonly tokens?: number;
  readonly flops?: number;
  readonly version: string;
}

/** How many times as fast the first is: of the medians of pairs of turns. */
export interface Ratio {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Duel {
  readonly pairs: number;
  readonly ratio: Ratio;
  /** The same of processor time: what counts where others work on the machine as well. */
  readonly cpu_ratio: Ratio;
  readonly ours: Turn & Ready;
  readonly peer: Turn & Ready;
}

/** One running program. */
class Running {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #said: string[] = [];

  constructor({ command, args, env }: Fighter) {
    this.#process = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#process.stderr!.on('data', (data: Buffer) => this.#said.push(data.toString()));
    this.#process.stdin!.on('error', () => undefined); // That it has ended shows where its answer is awaited.
    this.#lines = createInterface({ input: this.#process.stdout! })[Symbol.asyncIterator]();
  }

  /** Once, before any turn. Throws what the program said if it ended. */
  ready(): Promise<Ready> {
    return this.#next() as Promise<Ready>;
  }

  turn(steps: number): Promise<Turn> {
    this.#process.stdin!.write(`${steps}\n`);
    return this.#next() as Promise<Turn>;
  }

  stop(): void {
    this.#process.kill();
  }

  async #next(): Promise<unknown> {
    for (;;) {
      const { value, done } = (await this.#lines.next()) as IteratorResult<string, undefined>;
      if (done) throw new Error(this.#said.join('').trim().split('\n').slice(-3).join(' · ') || 'it ended');
      if (value.startsWith('{')) return JSON.parse(value);
    }
  }
}

/** `pairs` turns of each, alternating. With `same`, throws unless their losses after the first turn agree to this share. */
export async function duel(
  ours: Fighter,
  peer: Fighter,
  {
    pairs,
    steps,
    same,
  }: { readonly pairs: number; readonly steps: number; readonly same: number | undefined },
): Promise<Duel> {
  const first = new Running(ours);
  let second: Running | undefined;
  try {
    const readyFirst = await first.ready(); // The peer may start from what this has written.
    second = new Running(peer);
    const readySecond = await second.ready();
    const turns: { ours: Turn; peer: Turn }[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      turns.push({ ours: await first.turn(steps), peer: await second.turn(steps) });
      if (pair === 0 && same !== undefined) assertSameModel(turns[0], same);
    }
    const ratioOf = (key: 'median_ms' | 'cpu_ms') =>
      rangeOf(turns.map((turn) => turn.peer[key] / turn.ours[key]));
    return {
      pairs,
      ratio: ratioOf('median_ms'),
      cpu_ratio: ratioOf('cpu_ms'),
      ours: { ...combined(turns.map((turn) => turn.ours)), ...readyFirst },
      peer: { ...combined(turns.map((turn) => turn.peer)), ...readySecond },
    };
  } finally {
    first.stop();
    second?.stop();
  }
}

type Learnt = Pick<Turn, 'loss' | 'parameters'>;

/** The same number of parameters, and the same loss after the same number of steps from the same start. */
export function assertSameModel(
  { ours, peer }: { readonly ours: Learnt; readonly peer: Learnt },
  tolerance: number,
): void {
  if (ours.parameters !== peer.parameters) {
    throw new Error(`The models differ: ${ours.parameters} parameters here, ${peer.parameters} there.`);
  }
  if (!(Math.abs(ours.loss - peer.loss) <= tolerance * Math.abs(peer.loss))) {
    throw new Error(`The models differ: the last loss is ${ours.loss} here, ${peer.loss} there.`);
  }
}

function rangeOf(ratios: readonly number[]): Ratio {
  return {
    median: rounded(median(ratios)),
    min: rounded(Math.min(...ratios)),
    max: rounded(Math.max(...ratios)),
  };
}

function combined(turns: readonly Turn[]): Turn {
  const of = (key: keyof Turn) => turns.map((turn) => turn[key]);
  return {
    median_ms: rounded(median(of('median_ms'))),
    min_ms: Math.min(...of('min_ms')),
    max_ms: Math.max(...of('max_ms')),
    cpu_ms: rounded(median(of('cpu_ms'))),
    system_share: rounded(median(of('system_share'))),
    peak_mb: Math.max(...of('peak_mb')),
    loss: turns[turns.length - 1].loss,
    parameters: turns[0].parameters,
  };
}
