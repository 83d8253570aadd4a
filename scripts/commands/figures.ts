/** `transnar figures`: draws the catalogue from the committed rows into figures/, and the table of docs/records.md. */
import type { Command } from 'commander';
import { figuresFolder, figuresNamed, writeFigures, writeRecordsPage } from '../../lib/gallery/index.ts';

export function define(command: Command): void {
  command.action(async (names: string[]) => {
    const images = await writeFigures(figuresFolder, figuresNamed(names));
    writeRecordsPage();
    for (const path of images) process.stdout.write(`${path}\n`);
  });
}
