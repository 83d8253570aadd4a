/** Which runs stand on the explorer's page, with their answers: those that were not evaluated yet are, after a word. */
import { sum } from '../../lib/metric/mean.ts';
import type { TextExperiment } from '../../lib/experiment/index.ts';
import type { AnsweringRun } from '../../lib/page/explorer/index.ts';
import type { TrainedLanguageModel, TrainedNar, TrainingHooks } from '../../lib/training/index.ts';
import { type UseOptions, saving, trainedFor, training } from '../experiment-options.ts';

/** A model that writes text, with its answers. */
export interface AnsweringModel extends AnsweringRun {
  readonly trained: TrainedLanguageModel;
}

/** What the page shows where nobody names anything: of those that it is for, the ones whose runs are there. */
export async function shownRuns(): Promise<TextExperiment[]> {
  const { findRun, isTrained } = await training();
  const { shownModel } = await import('../shown-models.ts');
  const all = (['untrained', 'pretrained'] as const).flatMap((start) => [
    shownModel('transnar', start),
    shownModel('transformer', start),
  ]);
  return all.filter((experiment) => {
    const run = findRun(experiment);
    return run !== undefined && isTrained(run);
  });
}

/** Throws where a model is missing, and where answers cannot be kept. */
export async function answeringModels(
  experiments: readonly TextExperiment[],
  options: UseOptions,
  hooks: TrainingHooks,
): Promise<AnsweringModel[]> {
  const { evaluateLanguageModel, readManifest, readPredictions } = await training();
  const all: TrainedLanguageModel[] = [];
  for (const experiment of experiments) all.push(await trainedFor(experiment, options, hooks));
  await sayWhatIsEvaluated(all);
  const models: AnsweringModel[] = [];
  for (const trained of all) {
    const rows = await saving((signal) => evaluateLanguageModel(trained, { ...hooks, signal }));
    const { run, experiment } = trained;
    const predictions = readPredictions(run);
    if (predictions.length === 0) {
      throw new Error(
        `The answers of ${run.name} cannot be kept in ${run.folder}: set TRANSNAR_DATA to a folder that can be written.`,
      );
    }
    models.push({
      ...{ trained, folder: run.name, manifest: readManifest(run), predictions },
      name: (trained.distillation ?? experiment).name,
      kind: rows[0].model,
      updates: rows[0].step,
      trainedSizes: experiment.data.sizes,
      asked: rows.filter(({ metric }) => metric === 'clrs').reduce((sum, { samples }) => sum + samples, 0),
    });
  }
  return models;
}

/** How many answers are missing, and how long they took when the committed rows were made. */
async function sayWhatIsEvaluated(all: readonly TrainedLanguageModel[]): Promise<void> {
  const { duration } = await training();
  const { answeredAll } = await import('../../lib/store/predictions.ts');
  const { askedOf } = await import('../../lib/training/evaluate.ts');
  const missing = all.filter(({ run, experiment }) => !answeredAll(run, askedOf(experiment)));
  if (missing.length === 0) return;
  const { publishedRows } = await import('../../lib/campaign/published-rows.ts');
  const { evaluationSeconds } = await import('../../lib/store/evaluations.ts');
  const seconds = missing.map(({ run, experiment }) =>
    evaluationSeconds(publishedRows(run, experiment) ?? []),
  );
  const known = seconds.filter((own) => own > 0);
  const total = duration(sum(known));
  const estimate =
    known.length === missing.length
      ? `on two cores that took ${total}`
      : `how long that takes its progress tells`;
  const names = missing.map(({ run }) => run.name).join(', ');
  process.stderr.write(
    `evaluating ${missing.length} of ${all.length} runs first, once: ${names} (${estimate}; Ctrl-C saves what is done)\n`,
  );
}

/**
 * The reasoners that the models read, with what they decide on the problems that the models answered; not one that was
 * trained along, which is another than its run's since.
 */
export async function answeringReasoners(
  models: readonly AnsweringModel[],
): Promise<(AnsweringRun & { readonly trained: TrainedNar })[]> {
  const { loadTrained, problemKey, readManifest, runName } = await training();
  const { reasonerAnswers } = await import('../../lib/analysis/index.ts');
  const read = models.flatMap(({ trained: { experiment } }) =>
    experiment.reader?.frozen ? experiment.reader.nar : [],
  );
  const different = new Map(read.map((nar) => [runName(nar), nar]));
  const problems = new Map(
    models.flatMap(({ predictions }) => predictions.map((each) => [problemKey(each), each] as const)),
  );
  const reasoners = [];
  for (const nar of different.values()) {
    const trained = await loadTrained(nar);
    const own = [...problems.values()].filter(({ algorithm }) => nar.algorithms.includes(algorithm));
    process.stderr.write(`${nar.name} decides ${own.length} problems\n`);
    const predictions = reasonerAnswers(trained, own);
    const { run } = trained;
    reasoners.push({
      ...{ trained, name: nar.name, kind: 'nar' as const, folder: run.name, manifest: readManifest(run) },
      ...{ updates: nar.training.updates, trainedSizes: nar.data.sizes, asked: own.length, predictions },
    });
  }
  return reasoners;
}
