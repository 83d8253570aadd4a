/** What the page of `transnar watch` shows at a moment: all runs with where they stand, and the figure of the chosen. */
import { type TopLevelSpec, compile } from 'vega-lite';
import { hashOf } from '../../store/hash.ts';
import { type MetricLine, type Run, readMetrics } from '../../store/index.ts';
import { lastRead } from '../../store/last-read.ts';
import { darkened } from '../../figure/dark.ts';
import type { ProgressPoint } from '../../figure/progress-points.ts';
import { trainingProgress } from '../../figure/training-progress.ts';
import { type Standing, damagedStanding, standingOf } from './standing.ts';

/** What is asked of the page. */
export interface Wish {
  /** Runs by name; without any, those that run now, else the one that was begun last. */
  readonly chosen?: readonly string[] | undefined;
  readonly smoothing?: number | undefined;
  readonly over?: 'updates' | 'minutes' | undefined;
  readonly dark?: boolean | undefined;
  /** Panels side by side. */
  readonly columns?: number | undefined;
}

/** A figure for Vega; its points are apart, so that a view that is shown already can take new ones. */
export interface WatchedFigure {
  /** Tells figures apart that differ in more than their points. */
  readonly key: string;
  readonly spec: object;
  readonly points: readonly ProgressPoint[];
  /** Where the horizontal axes end. */
  readonly last: number;
}

export interface WatchView {
  /** Those that run first, then the latest; those that cannot be read last. */
  readonly runs: readonly Standing[];
  readonly chosen: readonly string[];
  /** None before the first line of a chosen run. */
  readonly figure?: WatchedFigure;
}

/** Keeps what it has read and compiled: it is asked again every few seconds, on the machine that trains. */
export class Watch {
  readonly #runs: () => readonly Run[];
  readonly #linesAt = lastRead((metrics): readonly MetricLine[] => readMetrics({ metrics }));
  #compiled: { readonly key: string; readonly spec: object } | undefined;

  constructor(runs: () => readonly Run[]) {
    this.#runs = runs;
  }

  /** Throws for a run that does not exist. */
  view({ chosen, smoothing = 0, over = 'updates', dark = false, columns = 2 }: Wish = {}): WatchView {
    const found = this.#runs();
    const runs = found.map((run) => this.#standing(run)).sort(byInterest);
    const names = chosen && chosen.length > 0 ? chosen : usual(runs);
    const missing = names.find((name) => !runs.some((run) => run.name === name));
    if (missing !== undefined) throw new Error(`There is no run "${missing}" any more.`);
    const damaged = new Set(runs.filter(({ state }) => state === 'damaged').map(({ name }) => name));
    const drawn = names
      .filter((name) => !damaged.has(name))
      .map((name) => ({ name, lines: this.#linesAt(found.find((run) => run.name === name)!.metrics) }));
    if (drawn.every(({ lines }) => lines.length === 0)) return { runs, chosen: names };
    const spec = trainingProgress(drawn, { smoothing, over, columns });
    return { runs, chosen: names, figure: this.#figure(spec, dark) };
  }

  /** A run whose files are damaged is in no other's way. */
  #standing(run: Run): Standing {
    try {
      return standingOf(run, this.#linesAt(run.metrics));
    } catch (error) {
      return damagedStanding(run, error);
    }
  }

  #figure(progress: TopLevelSpec, dark: boolean): WatchedFigure {
    const { datasets, params } = progress as TopLevelSpec & {
      readonly datasets: { readonly progress: readonly ProgressPoint[] };
      readonly params: readonly [{ readonly name: 'last'; readonly value: number }];
    };
    const empty: TopLevelSpec = {
      ...progress,
      title: '', // The page has one.
      background: 'transparent',
      datasets: { progress: [] },
      params: [{ name: 'last', value: 1 }],
    };
    const drawn = dark ? darkened(empty) : empty;
    const key = hashOf(drawn);
    if (this.#compiled?.key !== key) {
      this.#compiled = { key, spec: compile(drawn).spec };
    }
    return { ...this.#compiled, points: datasets.progress, last: params[0].value };
  }
}

/** What runs now, else the latest. */
function usual(runs: readonly Standing[]): string[] {
  const running = runs.filter(({ state }) => state === 'running');
  return (running.length > 0 ? running : runs.slice(0, 1)).map(({ name }) => name);
}

const places: Readonly<Record<Standing['state'], number>> = {
  running: 0,
  stopped: 1,
  finished: 1,
  published: 2,
  damaged: 3,
};

/** By the places of their states; of those that share one, the latest first. */
function byInterest(a: Standing, b: Standing): number {
  const later = a.started < b.started ? 1 : a.started > b.started ? -1 : 0;
  return places[a.state] - places[b.state] || later;
}
