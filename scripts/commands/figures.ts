/** `transnar figures`: draws the catalogue from the committed rows into figures/, and the tables of the documents. */
import type { Command } from 'commander';
import { figuresFolder, figuresNamed, writeFigures, writeTables } from '../../lib/gallery/index.ts';

export function define(command: Command): void {
  command.action(async (names: string[]) => {
    const images = await writeFigures(figuresFolder, figuresNamed(names));
    writeTables();
    for (const path of images) process.stdout.write(`${path}\n`);
  });
}
