/** What a list of runs says of each: how far it is, what tells it from its preset, and how well it does. */
import { cutTo, fieldDifferences } from '../lib/experiment/field-differences.ts';
import { baseOf } from '../lib/experiment/command.ts';
import type { Experiment } from '../lib/experiment/kinds.ts';
import { variants, wholeOnes } from '../lib/experiment/variants.ts';
import { type ResultRow, grouped, mean } from '../lib/metric/index.ts';
import { readEvaluation } from '../lib/store/evaluations.ts';
import { readManifest } from '../lib/store/manifest.ts';
import { readMetrics } from '../lib/store/metrics.ts';
import { reached } from '../lib/store/reached.ts';
import type { Run } from '../lib/store/run.ts';
import { duration } from '../lib/training/loop/progress.ts';

/**
 * One line, in columns. `committed` are rows of published runs: one that was trained here, though with the same
 * configuration, has only those of its own evaluations. Throws one message if the run is damaged.
 */
export function runLine(run: Run, committed: readonly ResultRow[]): string {
  const { finished, seconds, started } = readManifest(run);
  const metrics = readMetrics(run);
  const far = reached(run, metrics);
  const trained = finished ? `finished in ${duration(seconds ?? 0)}` : 'unfinished';
  const state = run.published === undefined ? trained : `published, ${trained}`;
  const loss = far?.loss === undefined ? '' : `, loss ${far.loss.toPrecision(3)}`;
  const progress = far ? `update ${far.update}${loss}` : 'nothing saved';
  const rows =
    readEvaluation(run) ??
    (run.published === undefined ? [] : committed.filter((row) => row.run === run.name));
  const scores = [validated(metrics.flatMap(({ score }) => score ?? [])), evaluated(rows)].filter(Boolean);
  const columns = [run.name, state, progress, started.slice(0, 16), changesOf(run), scores.join('; ')];
  return columns.join('\t').trimEnd();
}

/** Characters that a value may take. */
const widest = 40;

/**
 * The experiment that ships from which the run's was made, where that is not called as the run, the variants of it that have a
 * name, and the fields that differ from those.
 */
function changesOf(run: Run): string {
  const { name, config } = readManifest(run);
  const base = baseOf({ ...config, name });
  if (!base) return 'an experiment of its own';
  const [shippedName, shipped] = base;
  const changes = new Map(
    fieldDifferences([shipped, config]).map(({ what, values: [, value] }) => {
      const text = value === undefined ? 'none' : JSON.stringify(value);
      return [`${what}=${text}`, `${what}=${cutTo(widest, text)}`];
    }),
  );
  const named = variantsIn(changes, shipped);
  for (const change of named.flatMap(({ needed }) => [...needed])) changes.delete(change);
  const names = named.map((each) => each.name);
  const all = [...(shippedName === name ? [] : [shippedName]), ...names, ...changes.values()];
  return all.length > 0 ? all.join(' ') : 'as the preset';
}

/** The variants all of whose changes of an experiment are among these, as they are written: nothing that computes is loaded to tell. */
function variantsIn(changes: ReadonlyMap<string, string>, shipped: Experiment) {
  if (!('transformer' in shipped && 'reader' in shipped)) return [];
  const found = variants
    .map(({ name, changes: of }) => ({ name, needed: new Set(of(shipped)) }))
    .filter(({ needed }) => needed.size > 0 && [...needed].every((change) => changes.has(change)));
  return wholeOnes(found);
}

const short = (score: number) => score.toFixed(2).replace(/^0/, '');

const validated = (scores: readonly number[]) =>
  scores.length > 0 ? `val ${short(Math.max(...scores))}` : '';

/** The mean CLRS score by size. */
function evaluated(rows: readonly ResultRow[]): string {
  const clrs = rows.filter(({ metric }) => metric === 'clrs').sort((a, b) => a.size - b.size);
  const sizes = grouped(clrs, ({ size }) => String(size));
  const parts = sizes.map((own) => `${short(mean(own.map(({ value }) => value)))} at ${own[0].size}`);
  return parts.length > 0 ? `clrs ${parts.join(', ')}` : '';
}
