/** `transnar explorer`: the page to explore attention, trajectories and failing answers with. */
import { join } from 'node:path';
import type { Command } from 'commander';
import type { ExplorerAttention, ExplorerData } from '../../lib/page/explorer/index.ts';
import type { TrainedLanguageModel, TrainingHooks } from '../../lib/training/index.ts';
import type { LanguageExperiment } from '../../lib/experiment/index.ts';
import { writeAtomically } from '../../lib/store/atomic-file.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import {
  type ExperimentOptions,
  type UseOptions,
  backendOption,
  languageNamed,
  prepare,
  saving,
  trainedFor,
  training,
} from '../experiment-options.ts';
import { wholeNumber } from '../options.ts';

interface ExplorerOptions extends Omit<ExperimentOptions, 'set'>, UseOptions {
  readonly run: readonly string[];
  readonly out: string;
  readonly answers: number;
  readonly kilobytes: number;
}

export function define(command: Command): void {
  command
    .requiredOption(
      '--run <names...>',
      'evaluated runs: experiments such as transnar-laptop, or folders of data/runs',
    )
    .option('--out <file>', 'the page', join(projectFolder(), 'figures/explorer.html'))
    .option('--answers <n>', 'answers of each kind, algorithm and size', wholeNumber(1), 3)
    .option('--kilobytes <n>', 'room for attention, before compression', wholeNumber(0), 4000)
    .option('--train', 'train and evaluate them first where that has not been done')
    .option(...backendOption)
    .action(explorer);
}

async function explorer(options: ExplorerOptions): Promise<void> {
  const { run: names, out, answers: most, kilobytes, backend } = options;
  const { explorerAnswers, explorerModel, explorerPage } = await import('../../lib/page/explorer/index.ts');
  const { pageParts } = await import('../explorer/parts.ts');
  const experiments = await Promise.all(names.map((name) => languageNamed(name, { set: [] })));
  const hooks = await prepare({ set: [], ...(backend !== undefined && { backend }) });
  const found: Evaluated[] = [];
  for (const experiment of experiments) found.push(await evaluated(experiment, options, hooks));
  try {
    const readers = found.filter(({ experiment }) => experiment.reader);
    const attention: ExplorerAttention[] = [];
    for (const reader of readers)
      attention.push(...(await attentionFor(reader, most, (1000 * kilobytes) / readers.length)));
    const data: ExplorerData = {
      models: found.map(explorerModel),
      answers: found.flatMap((each) => explorerAnswers(each, most)),
      attention,
    };
    const page = explorerPage(data, await pageParts());
    writeAtomically(out, page);
    process.stdout.write(
      `${out}: ${data.answers.length} answers, attention of ${attention.length}, ${(page.length / 1e6).toFixed(1)} MB\n`,
    );
  } finally {
    for (const { trained } of found) trained.dispose();
  }
}

/** A model with the answers of its evaluation. */
type Evaluated = Awaited<ReturnType<typeof evaluated>>;

async function evaluated(experiment: LanguageExperiment, options: UseOptions, hooks: TrainingHooks) {
  const { commandOf, evaluateLanguageModel, readManifest, readPredictions } = await training();
  const trained: TrainedLanguageModel = await trainedFor(experiment, options, hooks);
  if (options.train) await saving((signal) => evaluateLanguageModel(trained, { ...hooks, signal }));
  const { run } = trained;
  const predictions = readPredictions(run);
  if (predictions.length === 0) {
    trained.dispose();
    throw new Error(
      `${run.name} is not evaluated yet: ${commandOf('evaluate text', experiment)}, or add --train.`,
    );
  }
  return { experiment, trained, folder: run.name, manifest: readManifest(run), predictions };
}

/** The attention of as many answers as there is room for, the most worth it first. */
async function attentionFor(found: Evaluated, most: number, room: number): Promise<ExplorerAttention[]> {
  const { byWorth, explorerAnswers, explorerAttention } = await import('../../lib/page/explorer/index.ts');
  const { attentionOf } = await import('../../lib/analysis/index.ts');
  const { trained } = found;
  const solver = { ...trained, seed: trained.experiment.seed };
  const kept: ExplorerAttention[] = [];
  let taken = 0;
  for (const answer of byWorth(explorerAnswers(found, most))) {
    const sample = explorerAttention(answer, await attentionOf(answer.question, solver));
    const size = JSON.stringify(sample).length;
    if (taken + size > room) break;
    taken += size;
    kept.push(sample);
  }
  return kept;
}
