#!/usr/bin/env node
import { Command } from 'commander';
import { registerSample } from './commands/sample.ts';
import { runCommand } from './run-command.ts';

const program = new Command('transnar').description(
  'Neural algorithmic reasoning: data, models, runs and figures.',
);
registerSample(program);

await runCommand(program, process.argv);
