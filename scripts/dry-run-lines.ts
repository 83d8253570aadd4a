/** What an attempt at a record would train, before it does. */
import {
  type RecordAttempt,
  experiments,
  fieldDifferences,
  findRun,
  recordExperiment,
  runName,
} from '../lib/experiment/index.ts';
import { isTrained } from '../lib/store/index.ts';

/**
 * The configuration of attempts that differ in their seeds, in what it differs from the preset, and their runs. Throws if
 * a change is wrong, or against the rules.
 */
export function dryRunLines(attempts: readonly RecordAttempt[]): string {
  const configured = attempts.map(recordExperiment);
  const [experiment] = configured;
  const preset = `${attempts[0].model}-laptop-first` as const;
  const changes = fieldDifferences([experiment, experiments[preset]]).map(
    ({ what, values: [now, before] }) => `  ${what}: ${shown(now)} instead of ${shown(before)}`,
  );
  const runs = configured.map((each) => `  seed ${each.seed}: ${runName(each)}, ${stateOf(each)}`);
  return [
    JSON.stringify(experiment, null, 2),
    `differences from ${preset}:`,
    ...changes,
    'runs:',
    ...runs,
    '',
  ].join('\n');
}

const shown = (value: unknown) => JSON.stringify(value) ?? 'none';

function stateOf(experiment: ReturnType<typeof recordExperiment>): string {
  const run = findRun(experiment);
  if (!run) return 'to be trained';
  return isTrained(run) ? 'trained already' : 'begun: it would be resumed';
}
