/** Runs side by side: what differs in their configurations, and what came of it. */
import { isDeepStrictEqual } from 'node:util';
import { type ResultRow, mean } from '../metric/index.ts';
import { fieldDifferences } from '../experiment/field-differences.ts';
import type { Manifest, MetricLine } from '../store/index.ts';
import { ofSittings } from '../store/manifest.ts';

/** What is known of a run. */
export interface RunRecord {
  readonly name: string;
  readonly manifest: Pick<
    Manifest,
    'config' | 'finished' | 'seconds' | 'commit' | 'hardware' | 'backend' | 'continued'
  >;
  /** As far as it goes on from. */
  readonly metrics: readonly MetricLine[];
  /** Updates that it has behind it; default: those of its last line. */
  readonly update?: number;
  /** Of its evaluation, if there was one. */
  readonly rows?: readonly ResultRow[];
}

/** A quantity, and its value for each of the runs in order; undefined where a run has none. */
export interface ComparedValue<T = number> {
  readonly what: string;
  readonly values: readonly (T | undefined)[];
}

/** Runs side by side: every list of values is in the order of `runs`. */
export interface RunComparison {
  readonly runs: readonly string[];
  /** Fields of the configurations, by path, and circumstances (commit, hardware, engine of all sittings) that are not all the same. */
  readonly differences: readonly ComparedValue<unknown>[];
  /** Updates done, and seconds of training. */
  readonly progress: readonly ComparedValue[];
  /** At updates where all runs wrote one, and each run's last: means over the updates since the line before. */
  readonly losses: readonly ComparedValue[];
  /** Best and last, where training measured any. */
  readonly validation: readonly ComparedValue[];
  /** Means over the algorithms and sizes that all evaluated runs have, apart by whether the runs trained on the size. */
  readonly scores: readonly ComparedValue[];
}

/** Common updates that are shown, at most. */
const shownUpdates = 5;

/** Compares runs of any kind, evaluated or not. Needs at least one. */
export function compareRuns(records: readonly RunRecord[]): RunComparison {
  return {
    runs: records.map(({ name }) => name),
    differences: [
      ...fieldDifferences(records.map(({ manifest }) => manifest.config)),
      ...circumstances(records),
    ],
    progress: [
      {
        what: 'updates',
        values: records.map(({ metrics, update }) => update ?? metrics.at(-1)?.update ?? 0),
      },
      {
        what: 'seconds',
        values: records.map(({ manifest, metrics }) => manifest.seconds ?? metrics.at(-1)?.seconds),
      },
    ],
    losses: losses(records),
    validation: validation(records),
    scores: scores(records),
  };
}

function circumstances(records: readonly RunRecord[]): ComparedValue<unknown>[] {
  return (['commit', 'hardware', 'backend'] as const)
    .map((what) => ({
      what,
      values: records.map(({ manifest }) => ofSittings(manifest, (each) => each[what])),
    }))
    .filter(({ values }) => !values.every((value) => isDeepStrictEqual(value, values[0])));
}

function losses(records: readonly RunRecord[]): ComparedValue[] {
  const lossAt = (update: number) =>
    records.map(({ metrics }) => metrics.find((line) => line.update === update)?.loss);
  const [first, ...others] = records.map(({ metrics }) => metrics.map(({ update }) => update));
  const common = first.filter((update) => others.every((updates) => updates.includes(update)));
  return [
    ...spread(common, shownUpdates).map((update) => ({ what: `update ${update}`, values: lossAt(update) })),
    { what: 'last', values: records.map(({ metrics }) => metrics.at(-1)?.loss) },
  ];
}

/** `count` of the values in equal steps, the last one among them. */
function spread(values: readonly number[], count: number): number[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, i) => values[Math.ceil(((i + 1) * values.length) / count) - 1]);
}

function validation(records: readonly RunRecord[]): ComparedValue[] {
  const measured = records.map(({ metrics }) => metrics.flatMap(({ score }) => score ?? []));
  if (measured.every((each) => each.length === 0)) return [];
  return [
    { what: 'best', values: measured.map((each) => (each.length > 0 ? Math.max(...each) : undefined)) },
    { what: 'last', values: measured.map((each) => each.at(-1)) },
  ];
}

function scores(records: readonly RunRecord[]): ComparedValue[] {
  const evaluated = records.filter(({ rows }) => rows);
  if (evaluated.length === 0) return [];
  const scoreName = ({ algorithm, size, metric }: ResultRow) => `${algorithm} ${size} ${metric}`;
  const sharedBy = evaluated.map(({ rows }) => new Set(rows?.map(scoreName)));
  const rowsOf = ({ rows = [] }: RunRecord) =>
    rows.filter((row) => sharedBy.every((names) => names.has(scoreName(row))));
  const common = rowsOf(evaluated[0]);
  const kinds = new Map(common.map((row) => [`${row.metric}, ${seen(row.size, evaluated)}`, row]));
  return [...kinds].map(([what, { metric, size }]) => ({
    what,
    values: records.map((record) => {
      const values = rowsOf(record)
        .filter((row) => row.metric === metric && seen(row.size, evaluated) === seen(size, evaluated))
        .map(({ value }) => value);
      return values.length > 0 ? mean(values) : undefined;
    }),
  }));
}

function seen(size: number, records: readonly RunRecord[]): string {
  const trained = records.filter(({ manifest }) => trainedSizes(manifest.config).includes(size)).length;
  if (trained === records.length) return 'sizes trained on';
  return trained === 0 ? 'sizes not trained on' : 'sizes that some trained on';
}

/** All kinds of experiments that are evaluated name their sizes in `data`, a distilled one in its student's. */
function trainedSizes(config: unknown): readonly number[] {
  const { data, student } = config as { data?: { sizes?: readonly number[] }; student?: unknown };
  return student === undefined ? (data?.sizes ?? []) : trainedSizes(student);
}
