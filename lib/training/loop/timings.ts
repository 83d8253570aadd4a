/** What a training says of its time: seconds per kind of update. */
import { duration } from './progress.ts';

/** How many kinds of updates are named before the others are summed up. */
const named = 5;

/**
 * Where the time of training goes: the seconds of its updates by kind, such as the algorithm that they learn. The first
 * of each kind is left out: it makes what the others use again.
 */
export class Timings {
  readonly #seen = new Set<string>();
  readonly #kinds = new Map<string, { updates: number; seconds: number }>();

  add(kind: string, seconds: number): void {
    if (!this.#seen.has(kind)) return void this.#seen.add(kind);
    const before = this.#kinds.get(kind) ?? { updates: 0, seconds: 0 };
    this.#kinds.set(kind, { updates: before.updates + 1, seconds: before.seconds + seconds });
  }

  /** The slowest kinds with their share of the time, and what `total` updates will take. */
  report(total: number): string {
    const kinds = [...this.#kinds].map(([name, taken]) => ({ name, ...taken }));
    const slowest = kinds.sort((a, b) => b.seconds - a.seconds).slice(0, named);
    const others = kinds.slice(named);
    const all = sumOf(kinds);
    const line = (name: string, { updates, seconds }: { updates: number; seconds: number }) => {
      const each = (seconds / updates).toPrecision(2);
      return [name, `${each} s an update`, `${Math.round((100 * seconds) / all.seconds)} % of the time`];
    };
    const rows = [
      ...slowest.map((kind) => line(kind.name, kind)),
      ...(others.length > 0 ? [line(`the other ${others.length}`, sumOf(others))] : []),
    ];
    const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
    const estimate = duration((all.seconds / all.updates) * total);
    return [
      `Measured on ${all.updates} updates: all ${total} take about ${estimate}, validation not counted. Slowest:`,
      ...rows.map(
        ([name, each, share]) => `  ${name.padEnd(widths[0])}  ${each.padStart(widths[1])}  ${share}`,
      ),
    ].join('\n');
  }
}

function sumOf(parts: readonly { updates: number; seconds: number }[]) {
  return {
    updates: parts.reduce((sum, { updates }) => sum + updates, 0),
    seconds: parts.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}
