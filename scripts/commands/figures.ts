/** `transnar figures`: draws the catalogue from the committed rows into figures/, and the table of docs/records.md. */
import type { Command } from 'commander';
import { figuresFolder, figuresNamed, writeFigures, writeRecordsPage } from '../../lib/gallery/index.ts';

export function registerFigures(program: Command): void {
  program
    .command('figures [names...]')
    .description('draw figures from the committed results (default: all)')
    .action(async (names: string[]) => {
      const images = await writeFigures(figuresFolder, figuresNamed(names));
      writeRecordsPage();
      for (const path of images) process.stdout.write(`${path}\n`);
    });
}
