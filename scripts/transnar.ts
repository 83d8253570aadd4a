/** The command line `transnar`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { projectFolder } from '../lib/store/folders.ts';
import { addCommands } from './commands.ts';
import { runCommand } from './run-command.ts';

const { version } = JSON.parse(readFileSync(join(projectFolder(), 'package.json'), 'utf8')) as {
  version: string;
};
const program = new Command('transnar')
  .description('Neural algorithmic reasoning: data, models, runs and figures.')
  .version(version);
await addCommands(program, process.argv.slice(2));
await runCommand(program, process.argv);
