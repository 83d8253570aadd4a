/** A comparison of runs as text: a column for each run, a line for each quantity. */
import type { ComparedValue, RunComparison } from '../lib/analysis/compare-runs.ts';
import { cutTo } from '../lib/experiment/field-differences.ts';
import { duration } from '../lib/training/loop/progress.ts';

type Line = readonly string[];

/** Characters that a value of a configuration may take. */
const widest = 30;

export function renderComparison(comparison: RunComparison): string {
  const { runs, differences, progress, losses, validation, scores } = comparison;
  const sections: [string, readonly Line[]][] = [
    ['what differs', linesOf(differences, short)],
    ['training', progress.map(({ what, values }) => progressLine(what, values))],
    ['loss', linesOf(losses, lossText)],
    ['validation score', linesOf(validation, scoreText)],
    ['scores (mean)', linesOf(scores, scoreText)],
  ];
  const shown = sections.filter(([, lines]) => lines.length > 0);
  const labels = runs.map((_, i) => `[${i + 1}]`);
  const lines = shown.flatMap(([, own]) => own.map(([what, ...values]) => [`  ${what}`, ...values]));
  const widths = ['', ...labels].map((_, column) =>
    Math.max(...[['', ...labels], ...lines].map((line) => line[column].length)),
  );
  const row = (line: Line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd();
  return [
    ...runs.map((name, i) => `${labels[i]} ${name}`),
    '',
    row(['', ...labels]),
    ...shown.flatMap(([title, lines]) => [
      title,
      ...lines.map(([what, ...values]) => row([`  ${what}`, ...values])),
    ]),
    '',
  ].join('\n');
}

const lossText = (loss: number | undefined) => loss?.toPrecision(4) ?? '-';
const scoreText = (score: number | undefined) => score?.toFixed(3) ?? '-';

function linesOf<T>(compared: readonly ComparedValue<T>[], text: (value: T | undefined) => string): Line[] {
  return compared.map(({ what, values }) => [what, ...values.map(text)]);
}

function progressLine(what: string, values: readonly (number | undefined)[]): Line {
  if (what === 'updates')
    return ['updates done', ...values.map((value) => (value ?? 0).toLocaleString('en'))];
  return ['time', ...values.map((value) => (value === undefined ? '-' : duration(value)))];
}

/** A value of a configuration: of a record only what it is called, or has; long texts are cut off. */
function short(value: unknown): string {
  if (value === undefined) return '-';
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return 'name' in value
      ? cutTo(widest, String(value.name))
      : cutTo(widest, `{${Object.keys(value).join(', ')}}`);
  }
  return cutTo(widest, typeof value === 'string' ? value : JSON.stringify(value));
}
