/** `transnar explorer`: the page to explore attention, trajectories and failing answers with. */
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import type { ExplorerAttention, ExplorerData } from '../../lib/page/explorer/index.ts';
import type { LanguageExperiment } from '../../lib/experiment/index.ts';
import { writeAtomically } from '../../lib/store/atomic-file.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { runName } from '../../lib/store/run.ts';
import { type ExperimentOptions, languageNamed, prepare, training } from '../experiment-options.ts';
import { wholeNumber } from '../options.ts';

interface ExplorerOptions extends Omit<ExperimentOptions, 'set'> {
  readonly run: readonly string[];
  readonly out: string;
  readonly answers: number;
  readonly kilobytes: number;
}

export function registerExplorer(program: Command): void {
  program
    .command('explorer')
    .description(
      'write a page to explore attention, trajectories and failing answers (opens without a network)',
    )
    .requiredOption(
      '--run <names...>',
      'evaluated runs: experiments such as transnar-laptop, or folders of data/runs',
    )
    .option('--out <file>', 'the page', join(projectFolder(), 'figures/explorer.html'))
    .option('--answers <n>', 'answers of each kind, algorithm and size', wholeNumber(1), 3)
    .option('--kilobytes <n>', 'room for attention, before compression', wholeNumber(0), 4000)
    .option('--backend <name>', 'tensor engine; default: the best one found')
    .action(explorer);
}

async function explorer({
  run: names,
  out,
  answers: most,
  kilobytes,
  backend,
}: ExplorerOptions): Promise<void> {
  const found = await Promise.all(names.map(evaluatedRun));
  const { explorerAnswers, explorerModel, explorerPage } = await import('../../lib/page/explorer/index.ts');
  const { pageParts } = await import('../explorer/parts.ts');
  await prepare({ set: [], ...(backend !== undefined && { backend }) });
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
}

type Found = Awaited<ReturnType<typeof evaluatedRun>>;

/** The run of a finished and evaluated experiment. Nothing is trained here: that takes hours. */
async function evaluatedRun(name: string) {
  const { readPredictions } = await training();
  const experiment = await experimentOf(name);
  const needed = await finishedRun(experiment);
  const reasoner = !experiment.reader || (await finishedRun(experiment.reader.nar));
  if (!needed || !reasoner) {
    throw new Error(`${name} is not trained on this machine: npx transnar finetune ${experiment.name}`);
  }
  const predictions = readPredictions(needed.run);
  if (predictions.length === 0) {
    throw new Error(`${name} is not evaluated yet: npx transnar evaluate text ${experiment.name}`);
  }
  return { experiment, folder: basename(needed.run.folder), manifest: needed.manifest, predictions };
}

/** The experiment that ships under this name, or the one of the run in this folder of data/runs. */
async function experimentOf(name: string): Promise<LanguageExperiment> {
  const { checkExperiment, languageExperiment, listRuns } = await training();
  const run = listRuns().find(({ folder }) => basename(folder) === name);
  if (run === undefined) return languageNamed(name, { set: [] });
  return checkExperiment(languageExperiment, run.config as LanguageExperiment);
}

async function finishedRun(experiment: { readonly name: string }) {
  const { listRuns, readManifest } = await training();
  const run = listRuns().find(({ folder }) => basename(folder) === runName(experiment.name, experiment));
  const manifest = run && readManifest(run);
  return manifest?.finished === undefined ? undefined : { run: run!, manifest };
}

/** The attention of as many answers as there is room for, the most worth it first. */
async function attentionFor(found: Found, most: number, room: number): Promise<ExplorerAttention[]> {
  const { byWorth, explorerAnswers, explorerAttention } = await import('../../lib/page/explorer/index.ts');
  const { attentionOf } = await import('../../lib/analysis/index.ts');
  const { finetune } = await training();
  const trained = await finetune(found.experiment);
  const kept: ExplorerAttention[] = [];
  let taken = 0;
  try {
    for (const answer of byWorth(explorerAnswers(found, most))) {
      const solver = { ...trained, seed: trained.experiment.seed };
      const sample = explorerAttention(answer, await attentionOf(answer.question, solver));
      const size = JSON.stringify(sample).length;
      if (taken + size > room) break;
      taken += size;
      kept.push(sample);
    }
  } finally {
    trained.dispose();
  }
  return kept;
}
