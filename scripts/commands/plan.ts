/** `transnar plan`: what an experiment would cost here. */
import type { Command } from 'commander';
import {
  type ExperimentOptions,
  experimentCommand,
  prepare,
  textNamed,
  training,
} from '../experiment-options.ts';
import { wholeNumber } from '../options.ts';

interface PlanOptions extends ExperimentOptions {
  readonly whole?: boolean;
  readonly vocabulary?: number;
}

export function define(command: Command): void {
  experimentCommand(command)
    .option('--whole', 'compute the whole update instead of the largest group of its batch')
    .option('--vocabulary <n>', 'rows of the token tables, such as 50304 for GPT-NeoX', wholeNumber(1))
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
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}
