/** The command line `transnar`. */
import { Command } from 'commander';
import { addCommands } from './commands.ts';
import { runCommand } from './run-command.ts';

const program = new Command('transnar').description(
  'Neural algorithmic reasoning: data, models, runs and figures.',
);
await addCommands(program, process.argv.slice(2));
await runCommand(program, process.argv);
