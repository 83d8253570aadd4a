/** The command line `transnar`: every command registers itself here. */
import { Command } from 'commander';
import { registerDoctor } from './commands/doctor.ts';
import { registerExplorer } from './commands/explorer.ts';
import { registerFigures } from './commands/figures.ts';
import { registerKernel } from './commands/kernel.ts';
import { registerNotebooks } from './commands/notebooks.ts';
import { registerSample } from './commands/sample.ts';
import { registerScore } from './commands/score.ts';
import { registerTrace } from './commands/trace.ts';
import { registerPlan } from './commands/plan.ts';
import { registerRecord } from './commands/record.ts';
import { registerTrain } from './commands/train.ts';
import { registerEvaluate } from './commands/evaluate.ts';
import { registerSolve } from './commands/solve.ts';
import { registerCampaign } from './commands/campaign.ts';
import { registerRuns } from './commands/runs.ts';
import { registerWatch } from './commands/watch.ts';
import { runCommand } from './run-command.ts';

const program = new Command('transnar').description(
  'Neural algorithmic reasoning: data, models, runs and figures.',
);
registerDoctor(program);
registerExplorer(program);
registerFigures(program);
registerKernel(program);
registerNotebooks(program);
registerSample(program);
registerScore(program);
registerTrace(program);
registerPlan(program);
registerRecord(program);
registerTrain(program);
registerEvaluate(program);
registerSolve(program);
registerCampaign(program);
registerRuns(program);
registerWatch(program);

await runCommand(program, process.argv);
