/** What a result row says of the run that was measured, and of what made the answers that it measures. */
import {
  type LanguageExperiment,
  type NarExperiment,
  type TextExperiment,
  isDistillation,
  properName,
  variantOf,
} from '../experiment/index.ts';
import { learningPart } from '../experiment/distillation-experiment.ts';
import type { ResultRow } from '../metric/index.ts';
import { type Run, readManifest } from '../store/index.ts';
import type { Origin } from '../store/provenance.ts';

/** What a row says beside its run. */
type Measured = Pick<ResultRow, 'algorithm' | 'size' | 'metric' | 'value' | 'samples' | 'seconds'>;

/** Makes rows of what was measured of a run, and of what made that. */
export function rowMaker(
  experiment: NarExperiment | TextExperiment,
  run: Run,
  command: string,
): (measured: Measured, made: Origin) => ResultRow {
  const trained = learningPart(experiment);
  const pretrained = 'initialisation' in trained && trained.initialisation.kind !== 'untrained';
  return (measured, { commit, hardware, date }) => ({
    experiment: experiment.name,
    run: properName(run) ?? run.name,
    model: modelOf(experiment),
    variant: variantOf(experiment),
    initialisation: pretrained ? 'pretrained' : 'untrained',
    ...measured,
    seed: trained.seed,
    step: updatesOf(run, trained),
    command,
    commit,
    hardware,
    date,
  });
}

/** Updates that the parameters have seen: fewer than planned where training found them good enough. */
export const updatesOf = (run: Run, { training }: Pick<NarExperiment | LanguageExperiment, 'training'>) =>
  readManifest(run).updates ?? training.updates;

function modelOf(experiment: NarExperiment | TextExperiment): ResultRow['model'] {
  if (isDistillation(experiment)) return 'distilled';
  if (!('transformer' in experiment)) return 'nar';
  return experiment.reader ? 'transnar' : 'transformer';
}
