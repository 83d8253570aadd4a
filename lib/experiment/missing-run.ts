/** There is no run to load: the error that says so, what comes nearest, and how to train it. */
import { type Run, isTrained, readManifest } from '../store/index.ts';
import { sum } from '../metric/mean.ts';
import { contentOf } from '../store/content.ts';
import { hashOf } from '../store/hash.ts';
import { isRecord } from '../store/json.ts';
import { reached } from '../store/reached.ts';
import { commandOf } from './command.ts';
import { type FieldDifference, describeDifferences, fieldDifferences } from './field-differences.ts';
import { identity } from './identity.ts';
import { type Experiment, kindOf } from './kinds.ts';
import { identityHash, identityOf, keptContents, readableRuns } from './known-runs.ts';
import { findRun, identityNow } from './runs.ts';

/** A run, and the fields of what decides it in which it differs: values of what was asked for, and of the run. */
export interface NearRun {
  readonly run: Run;
  readonly differences: readonly FieldDifference[];
}

/** Thrown where a run is to be loaded and has not been trained, or not to its end. */
export class MissingRunError extends Error {
  readonly experiment: Experiment;
  readonly nearest: readonly NearRun[];
  /** What trains it. */
  readonly command: string;

  /** `estimate` says how long training would take. */
  constructor(experiment: Experiment, estimate: string) {
    const command = commandOf('train', experiment);
    const begun = findRun(experiment);
    const nearest = begun ? [] : nearestRuns(experiment);
    const found = begun
      ? `${begun.name} is not trained to its end (${howFar(begun)}).`
      : none(experiment, nearest);
    super(`${found} To train it: ${command} (${estimate}); solve, evaluate and explorer do so with --train.`);
    this.experiment = experiment;
    this.nearest = nearest;
    this.command = command;
  }
}

/**
 * Trained runs of the same kind that differ in the fewest deciding fields, the nearest first; none much farther than it. A part
 * that only one of two has, such as a reader, counts by its fields.
 */
export function nearestRuns(experiment: Experiment, most = 3): NearRun[] {
  const wanted = identityNow(experiment);
  const near = readableRuns().flatMap((run): NearRun[] => {
    const decides = identityOf(readManifest(run));
    if (!decides || !isTrained(run) || !isOfKind(run, kindOf(experiment))) return [];
    return [{ run, differences: fieldDifferences([wanted, decides]) }];
  });
  const sorted = near.sort((a, b) => distance(a) - distance(b)).slice(0, most);
  return sorted.filter((each) => distance(each) <= distance(sorted[0]) + 3);
}

const distance = ({ differences }: NearRun) =>
  sum(differences.map(({ values }) => Math.max(...values.map(fieldsIn))));

const fieldsIn = (value: unknown): number => (isRecord(value) ? sum(Object.values(value).map(fieldsIn)) : 1);

/**
 * What to say where an experiment begins a new run although there is one of the same configuration: files that both start
 * from have changed since. Undefined if there is none.
 */
export function changedSince(experiment: Experiment): string | undefined {
  const now = hashOf(identityNow(experiment));
  for (const run of readableRuns()) {
    const manifest = readManifest(run);
    const then = hashOf(identity(experiment, keptContents(manifest)));
    if (then === now || then !== identityHash(manifest)) continue;
    const changed = (manifest.contents ?? []).filter((each) => contentOf(each) !== each.sha256);
    const files = changed.map(({ path }) => path).join(' and ');
    return `${files} changed since ${run.name} began from it: this is another run, and that one stays as it is.`;
  }
  return undefined;
}

function isOfKind({ config }: Run, kind: string): boolean {
  try {
    return kindOf(config as object) === kind;
  } catch {
    return false;
  }
}

function none({ name }: Experiment, nearest: readonly NearRun[]): string {
  const runs = nearest.map(({ run, differences }) => `${run.name} (${describeDifferences(differences)})`);
  const near = runs.length > 0 ? ` The nearest: ${runs.join('; ')}.` : '';
  return `There is no run of ${name} with this configuration.${near}`;
}

function howFar(run: Run): string {
  return `update ${reached(run)?.update ?? 0}`;
}
