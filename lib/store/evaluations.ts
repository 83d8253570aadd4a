/**
 * Evaluations of a run, each in a folder of its settings: to ask for other sizes or samples loses none. A reasoner has one,
 * in its run's folder, which grows by what is asked for.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type ResultRow, metricNames } from '../metric/index.ts';
import { sum } from '../metric/mean.ts';
import { hashOf, shortHash } from './hash.ts';
import { type Asked, type EvaluationPlace, answeredAll } from './predictions.ts';
import { readRows, writeRows } from './results.ts';

/** What an evaluation writes. */
export const evaluationFiles = ['predictions.jsonl', 'results.jsonl'] as const;

/**
 * The folder of an evaluation with some settings of the run in a folder. Once a run had one evaluation, beside its
 * manifest and with the settings there (`configured`): those files are found where they are.
 */
export function evaluationFolder(folder: string, settings: unknown, configured: unknown): string {
  const own = ownEvaluationFolder(folder, settings);
  if (existsSync(own) || !isDeepStrictEqual(settings, configured)) return own;
  return evaluationFiles.some((file) => existsSync(join(folder, file))) ? folder : own;
}

export const ownEvaluationFolder = (folder: string, settings: unknown): string =>
  join(folder, 'evaluations', shortHash(hashOf(settings)));

const rowsPath = ({ evaluation }: EvaluationPlace) => join(evaluation, 'results.jsonl');

/** The rows of an evaluation as far as they are there. Throws one message that names a damaged line. */
export function readEvaluation(place: EvaluationPlace): ResultRow[] | undefined {
  return existsSync(rowsPath(place)) ? readRows(rowsPath(place)) : undefined;
}

/**
 * The rows of an evaluation that has ended: every score of every algorithm and size that was asked for, of as many
 * samples, and the answers that they are of. It need not be computed again. Undefined if something is missing, a score that
 * is newer than the evaluation too: that one costs no more than to score the answers again. Throws as
 * {@link readEvaluation} does.
 */
export function finishedEvaluation(place: EvaluationPlace, asked: Asked): ResultRow[] | undefined {
  const rows = readEvaluation(place) ?? [];
  const key = (...parts: readonly unknown[]) => parts.join(' ');
  const found = new Set(
    rows.map(({ algorithm, size, metric, samples }) => key(algorithm, size, metric, samples)),
  );
  const wanted = asked.algorithms.flatMap((algorithm) =>
    asked.sizes.flatMap((size) => metricNames.map((metric) => key(algorithm, size, metric, asked.samples))),
  );
  return wanted.every((each) => found.has(each)) && answeredAll(place, asked) ? rows : undefined;
}

/** Seconds that the answers of an evaluation took: all scores of an algorithm and size are of the same ones, and say theirs. */
export const evaluationSeconds = (rows: readonly ResultRow[]): number =>
  sum(rows.flatMap(({ metric, seconds }) => (metric === 'clrs' ? seconds : [])));

/** Keeps rows of an evaluation beside those that it has. Throws as `writeAtomically` does. */
export function writeEvaluation(place: EvaluationPlace, rows: readonly ResultRow[]): void {
  writeRows(rowsPath(place), rows);
}
