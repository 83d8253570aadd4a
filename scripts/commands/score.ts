/** `transnar score`: predictions in a file against the truth. */
import type { Command } from 'commander';
import { deviations } from '../../lib/dataset/index.ts';
import { metricNames, textMetrics } from '../../lib/metric/index.ts';
import { messageOf } from '../../lib/message.ts';
import { linesOf } from '../data/lines.ts';
import { type LineScorer, type ScoreGroup, lineScorer } from '../data/score-lines.ts';
import { openOutput } from '../output.ts';

const meanings = metricNames.map((name) => `  ${name}: ${textMetrics[name].says}`).join('\n');

const forms = Object.values(deviations)
  .map(({ says }) => `  - ${says}`)
  .join('\n');

const help = `
Each score is a share, from 0 to 1, of
${meanings}

The form that tools and chat models give an answer is not held against it. Read as if they were not there are
${forms}
--strict scores the letter: an answer ends with its blank line, and nothing else is around it. What an answer says is
never changed: a bracket or an element that is missing, or a word for a number, is a fault in either case.
Questions and true answers may have lost their last line ends.`;

/** The share of predictions from which on it is worth a word that they deviate alike. */
const many = 0.1;

/** Malformed lines that are reported one by one; the others are only counted. */
const reportedLines = 20;

export function define(command: Command): void {
  command
    .option('--json', 'print the scores as JSON instead of a table')
    .option('--strict', 'score predictions to the letter of CLRS-Text')
    .addHelpText('after', help)
    .action(score);
}

interface ScoreOptions {
  readonly json?: boolean;
  readonly strict?: boolean;
}

async function score(file: string, { json = false, strict = false }: ScoreOptions): Promise<void> {
  const scorer = lineScorer({ strict });
  let [number, malformed] = [0, 0];
  for await (const line of linesOf(file)) {
    number += 1;
    if (line.trim() === '') continue;
    try {
      scorer.add(line);
    } catch (error) {
      malformed += 1;
      if (malformed <= reportedLines) process.stderr.write(`line ${number}: ${messageOf(error)}\n`);
    }
  }
  const groups = scorer.groups();
  const output = openOutput();
  if (json) await output.write(`${JSON.stringify(groups, null, 2)}\n`);
  else if (groups.length > 0) await output.write(table(groups));
  warn(scorer, groups);
  if (malformed > 0) throw new Error(`${malformed} of ${number} lines are malformed and were left out.`);
  if (groups.length === 0) throw new Error(`there are no predictions in ${file}`);
}

/** Says which deviations many predictions share: a setting of the model's server is their likely cause. */
function warn(scorer: LineScorer, groups: readonly ScoreGroup[]): void {
  const all = groups.reduce((sum, { samples }) => sum + samples, 0);
  for (const [name, count] of scorer.deviations()) {
    if (count < 2 || count < many * all) continue;
    process.stderr.write(
      `${count} of ${all} answers have ${deviations[name].says}; they were scored all the same (not with --strict)\n`,
    );
  }
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
