/** `transnar explorer`: the page to compare models with, and to look into them. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { writeAtomically } from '../../lib/store/atomic-file.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import {
  type ExperimentOptions,
  type UseOptions,
  backendOption,
  prepare,
  textNamed,
} from '../experiment-options.ts';
import { wholeNumber } from '../options.ts';

interface ExplorerOptions extends Omit<ExperimentOptions, 'set'>, UseOptions {
  readonly run?: readonly string[];
  readonly out: string;
  readonly kilobytes: number;
}

export function define(command: Command): void {
  command
    .option(
      '--run <names...>',
      'experiments such as transnar-laptop, or folders of runs; default: those of the campaign laptop-together that are trained',
    )
    .option('--out <file>', 'the page', join(projectFolder(), 'figures/explorer.html'))
    .option('--kilobytes <n>', 'room for what models looked at', wholeNumber(0), 2400)
    .option('--train', 'train them first where that has not been done')
    .option(...backendOption)
    .action(explorer);
}

async function explorer(options: ExplorerOptions): Promise<void> {
  const { run: names, out, backend, kilobytes } = options;
  const { byWorth, explorerAnswers, explorerPage } = await import('../../lib/page/explorer/index.ts');
  const { answeringModels, answeringReasoners, shownRuns } = await import('../explorer/runs.ts');
  const { detailsWithin } = await import('../explorer/details.ts');
  const { livePageParts } = await import('../explorer/parts.ts');
  const experiments = names
    ? await Promise.all(names.map((name) => textNamed(name, { set: [] })))
    : await shownRuns();
  if (experiments.length === 0) {
    throw new Error(
      'None of the models that the page is for is trained here: name runs with --run (npx transnar runs lists them), ' +
        'or let TRANSNAR_CHECKPOINTS name the published ones.',
    );
  }
  const hooks = await prepare({ set: [], ...(backend !== undefined && { backend }) });
  const models = await answeringModels(experiments, options, hooks);
  const reasoners = await answeringReasoners(models);
  try {
    const answers = explorerAnswers([...reasoners, ...models]);
    const { details, scripts } = await detailsWithin(answers.problems, byWorth(answers), {
      models: [...reasoners.map(() => null), ...models],
      reasoner: reasoners[0]?.trained,
      room: 1000 * kilobytes,
    });
    const page = explorerPage({ ...answers, details }, scripts, await livePageParts());
    writeAtomically(out, page);
    process.stdout.write(
      `${out}: ${answers.models.length} models on ${answers.problems.length} problems, ` +
        `attention on ${details.length}, ${(page.length / 1e6).toFixed(1)} MB\n`,
    );
  } finally {
    for (const { trained } of [...models, ...reasoners]) trained.dispose();
  }
}
