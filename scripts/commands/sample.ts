import type { Command } from 'commander';
import { sampleAt } from '../../lib/dataset/index.ts';

/** `transnar sample`: problems with their traces, one JSON object a line. */
export function registerSample(program: Command): void {
  program
    .command('sample <algorithm>')
    .description('print samples of an algorithm as JSON lines')
    .option('--size <n>', 'problem size', Number, 8)
    .option('--seed <n>', 'seed', Number, 0)
    .option('--count <n>', 'number of samples', Number, 1)
    .action((name: string, options: { size: number; seed: number; count: number }) => {
      for (let index = 0; index < options.count; index++) {
        process.stdout.write(`${JSON.stringify(sampleAt(name, options.size, options.seed, index))}\n`);
      }
    });
}
