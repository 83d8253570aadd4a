/** `transnar variants`: the departures from an experiment that have a name. */
import type { Command } from 'commander';
import { training } from '../experiment-options.ts';

export function define(variants: Command): void {
  variants.action(async () => {
    const { variants: all } = await training();
    for (const { name, kind, models, tests } of all) {
      process.stdout.write(`${[name, kind, models.join(', '), tests].join('\t')}\n`);
    }
  });
}
