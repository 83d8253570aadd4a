/** `transnar score`: predictions in a file against the truth. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import { metricNames, textMetrics } from '../../lib/metric/index.ts';
import { type ScoreGroup, lineScorer } from '../data/score-lines.ts';
import { openOutput, reasonOf } from '../output.ts';

const meanings = metricNames.map((name) => `  ${name}: ${textMetrics[name].says}`).join('\n');

/** Malformed lines that are reported one by one; the others are only counted. */
const reportedLines = 20;

export function define(command: Command): void {
  command
    .option('--json', 'print the scores as JSON instead of a table')
    .addHelpText('after', `\nEach score is a share, from 0 to 1, of\n${meanings}`)
    .action(score);
}

async function score(file: string, { json = false }: { json?: boolean }): Promise<void> {
  const scorer = lineScorer();
  let [number, malformed] = [0, 0];
  for await (const line of linesOf(file)) {
    number += 1;
    if (line.trim() === '') continue;
    try {
      scorer.add(line);
    } catch (error) {
      malformed += 1;
      if (malformed <= reportedLines) process.stderr.write(`line ${number}: ${(error as Error).message}\n`);
    }
  }
  const groups = scorer.groups();
  const output = openOutput();
  if (json) await output.write(`${JSON.stringify(groups, null, 2)}\n`);
  else if (groups.length > 0) await output.write(table(groups));
  if (malformed > 0) throw new Error(`${malformed} of ${number} lines are malformed and were left out.`);
  if (groups.length === 0) throw new Error(`there are no predictions in ${file}`);
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const input: Readable = file === '-' ? process.stdin : createReadStream(file);
  let rest = '';
  try {
    for await (const piece of input.setEncoding('utf8') as AsyncIterable<string>) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    throw new Error(`cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }
  if (rest !== '') yield rest;
}

function table(groups: readonly ScoreGroup[]): string {
  const header = ['algorithm', 'size', 'samples', ...metricNames];
  const rows = groups.map(({ algorithm, size, hints, samples, ...scores }) => [
    hints ? `${algorithm} (hints)` : algorithm,
    String(size),
    String(samples),
    ...metricNames.map((metric) => scores[metric].toFixed(3)),
  ]);
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const aligned = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
  return lines.map((line) => `${line.map(aligned).join('  ')}\n`).join('');
}
