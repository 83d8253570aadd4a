/** `transnar plan`: what an experiment would cost here. */
import type { Command } from 'commander';
import type { TextExperiment } from '../../lib/experiment/index.ts';
import { committedResults, recordsFile } from '../../lib/store/folders.ts';
import {
  type ExperimentOptions,
  experimentCommand,
  prepare,
  textNamed,
  training,
} from '../experiment-options.ts';
import { share, wholeNumber } from '../options.ts';

interface PlanOptions extends ExperimentOptions {
  readonly whole?: boolean;
  readonly vocabulary?: number;
  readonly to?: number;
  readonly records: string;
}

export function define(command: Command): void {
  experimentCommand(command)
    .option('--whole', 'compute the whole update instead of the largest group of its batch')
    .option('--vocabulary <n>', 'rows of the token tables, such as 50304 for GPT-NeoX', wholeNumber(1))
    .option('--to <score>', 'say how long it takes until that score, by the table of records', share)
    .option('--records <file>', 'the table of records', committedResults(recordsFile))
    .action(async (name: string, options: PlanOptions) => {
      const { duration, planOf } = await training();
      const experiment = await textNamed(name, options);
      await prepare(options);
      const plan = await planOf(experiment, options);
      const lines = [
        `parameters    ${plan.trainedParameters.toLocaleString('en')} trained, ${plan.frozenParameters.toLocaleString('en')} frozen (a reasoner, a teacher)`,
        `an update     ${plan.tokens.toLocaleString('en')} tokens in ${plan.secondsPerUpdate.toFixed(2)} s (${Math.round(plan.tokensPerSecond).toLocaleString('en')} tokens a second)`,
        `the run       ${plan.updates.toLocaleString('en')} updates, ${duration(plan.hours * 3600)}`,
        `peak memory   ${(plan.peakBytes / 2 ** 30).toFixed(2)} GiB`,
        ...(plan.gpuPeakBytes === undefined
          ? []
          : [`of the GPU    ${(plan.gpuPeakBytes / 2 ** 30).toFixed(2)} GiB`]),
        ...(await prediction(experiment, options, plan.tokensPerSecond)),
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}

/** What the table of records says: to the target where something near is there, and to the score that was asked for. */
async function prediction(
  experiment: TextExperiment,
  { to, records }: PlanOptions,
  tokensPerSecond: number,
): Promise<string[]> {
  const { isDistillation, readRecords, recordTarget } = await training();
  const { tokensNeeded } = await import('../../lib/analysis/index.ts');
  const { predictionLines } = await import('../prediction-lines.ts');
  const score = to ?? recordTarget.value;
  const needed = isDistillation(experiment)
    ? undefined
    : tokensNeeded(experiment, readRecords(records), score);
  return needed || to !== undefined ? predictionLines(needed, score, tokensPerSecond) : [];
}
