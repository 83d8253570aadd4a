/** `transnar notebooks run`: executes notebooks without Python. */
import { type Command, InvalidArgumentError } from 'commander';
import { projectNotebooks, runNotebooks } from '../notebook/run-all.ts';

export function define(notebooks: Command): void {
  notebooks
    .command('run [files...]')
    .description('execute notebooks from top to bottom (default: all in notebooks/); any error fails')
    .option('--preset <name>', 'what the notebooks train: smoke, laptop or paper (TRANSNAR_PRESET)')
    .option('--out <folder>', 'write the executed notebooks here instead of in place')
    .option('--timeout <seconds>', 'time that each cell may take', positive, 600)
    .action(async (files: string[], options: { preset?: string; out?: string; timeout: number }) => {
      if (options.preset !== undefined) {
        const { presetNamed } = await import('../../lib/experiment/index.ts');
        presetNamed(options.preset); // A wrong name is refused before any cell runs.
      }
      const chosen = files.length > 0 ? files : projectNotebooks();
      const failed = await runNotebooks(chosen, options);
      if (failed > 0) throw new Error(`${failed} of ${chosen.length} notebooks failed.`);
    });
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a positive number.');
  return value;
}
