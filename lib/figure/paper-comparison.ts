/** The paper's Figures 1 and 4 to 6 from rows of ours, with the paper's own values beside them. */
import type { TopLevelSpec } from 'vega-lite';
import { answerForm } from '../analysis/answer-form.ts';
import type { PaperValues } from '../analysis/paper-values.ts';
import { type AlgorithmName, algorithm, algorithmNames, families } from '../dataset/index.ts';
import { type Metric, type ResultRow, grouped, initialisationNames, textMetrics } from '../metric/index.ts';
import { type ComparedScore, type ComparisonLine, dotComparison } from './dot-comparison.ts';
import { meansBy, sharedAlgorithms } from './means.ts';
import {
  type Columns,
  type Compared,
  type ModelCondition,
  columnsOf,
  comparedRows,
  conditionOf,
  matching,
  seedOf,
} from './paper-conditions.ts';
import { type ScoreRow, describeScores, scoreOverSeeds } from './score-series.ts';
import { modelNames, readable, rounded } from './theme.ts';

/** The published values, and which of our rows stand beside them. */
export interface PaperComparisonOptions {
  readonly paper: PaperValues;
  /** Sizes that training saw: they come first. */
  readonly trained: readonly number[];
  readonly metric?: Metric;
  /** Rows of other variants are left out. */
  readonly variant?: string;
}

/** The paper's figure of a score by algorithm. */
function figureOf(metric: Metric): string | undefined {
  const { paperFigure } = textMetrics[metric];
  return paperFigure === undefined ? undefined : `Figure ${paperFigure}`;
}

/**
 * Figures 4 (CLRS), 5 (shape) and 6 (parse): every algorithm, size and initialisation that the rows hold. Without rows
 * the paper's values alone. Throws when rows of several runs would be mixed.
 */
export function algorithmComparison(
  rows: readonly ResultRow[],
  { paper, trained, metric = 'clrs', variant = 'default' }: PaperComparisonOptions,
): TopLevelSpec {
  const own = comparedRows(rows, metric, variant);
  const theirs = matching(paper.scores, own, metric);
  const shown = new Set((own.length > 0 ? own : theirs).map((score) => score.algorithm));
  const columns = columnsOf([...own, ...theirs], trained, { paperWords: own.length === 0 });
  const ours = ownScores(own, columns.nameOf);
  return dotComparison({
    title: titleOf(`${textMetrics[metric].label} by algorithm`, own, figureOf(metric)),
    subtitle: [
      ...ours.note,
      ...(theirs.length > 0 ? paperNote(paper, figureOf(metric)) : []),
      ...(theirs.length > 0 ? paperWord(own) : []),
      'shaded: answers of a single value, whose shape is hardly ever wrong',
    ],
    axis: textMetrics[metric].label,
    lines: algorithmLines(shown),
    columns: columns.names,
    scores: [
      ...ours.scores,
      ...theirs
        .filter((score) => shown.has(score.algorithm))
        .map((score) => paperScore(score, score.algorithm, columns.nameOf)),
    ],
  });
}

/**
 * Figure 1, the CLRS score by family, for every size and initialisation that the rows hold: means over the algorithms
 * that both models have with all seeds and the paper shows. Without rows the paper's values alone, of all algorithms.
 * Throws when rows of several runs would be mixed.
 */
export function familyComparison(
  rows: readonly ResultRow[],
  { paper, trained, metric = 'clrs', variant = 'default' }: PaperComparisonOptions,
): TopLevelSpec {
  const own = comparedRows(rows, metric, variant);
  const theirs = matching(paper.scores, own, metric);
  const shared = sharedAlgorithms([...grouped(own, seedOf), ...grouped(theirs, conditionOf)]);
  const isShared = (score: { algorithm: AlgorithmName }) => shared.includes(score.algorithm);
  const ownMeans = meansBy(own.filter(isShared), 'family', seedOf);
  const theirMeans =
    own.length > 0
      ? meansBy(theirs.filter(isShared), 'family', conditionOf)
      : paper.families.map(({ family, ...score }) => ({ ...score, algorithm: family }));
  const columns = columnsOf([...ownMeans, ...theirMeans], trained, { paperWords: own.length === 0 });
  const ours = ownScores(ownMeans, columns.nameOf);
  const labels = new Set([...ownMeans, ...theirMeans].map((score) => score.algorithm));
  return dotComparison({
    title: titleOf(`${textMetrics[metric].label} by family`, own, 'Figure 1'),
    subtitle: [
      ...ours.note,
      ...(own.length > 0 ? ['in brackets: how many algorithms each mean is over'] : []),
      ...(theirMeans.length > 0 ? paperNote(paper, own.length > 0 ? figureOf(metric) : 'Figure 1') : []),
      ...(theirMeans.length > 0 ? paperWord(own) : []),
    ],
    axis: textMetrics[metric].label,
    lines: [...labels].sort(byFamily).map((label) => ({ label })),
    columns: columns.names,
    scores: [
      ...ours.scores,
      ...theirMeans.map((score) => paperScore(score, score.algorithm, columns.nameOf)),
    ],
  });
}

/** A mark for each model, condition and label, from its rows of all seeds; and what stands behind them. */
function ownScores(
  rows: readonly Compared<ScoreRow>[],
  nameOf: Columns['nameOf'],
): { readonly scores: ComparedScore[]; readonly note: string[] } {
  const groups = grouped(rows, (row) => `${conditionOf(row)}, ${row.algorithm}`).map((seeds) => ({
    row: seeds[0],
    score: scoreOverSeeds(modelNames[seeds[0].model], seeds),
  }));
  const scores = groups.map(({ row, score: { mean, low, high } }) => ({
    source: 'ours' as const,
    model: row.model,
    label: readable(row.algorithm),
    column: nameOf(row),
    value: mean,
    low,
    high,
  }));
  const behind = groups.map(({ score }) => score);
  return {
    scores,
    note:
      rows.length > 0
        ? describeScores(behind, rows).map((line, i) => (i === 0 ? `ours: ${line}` : line))
        : [],
  };
}

function paperScore(
  score: ModelCondition & { readonly value: number },
  label: string,
  nameOf: Columns['nameOf'],
): ComparedScore {
  const { model, value } = score;
  return { source: 'paper', model, label: readable(label), column: nameOf(score), value: rounded(value) };
}

function titleOf(what: string, own: readonly ResultRow[], figure = ''): string {
  if (own.length === 0) return `${what}: the paper’s ${figure}, digitised`;
  return figure ? `${what}: ours, and the paper’s` : what;
}

function paperNote({ seeds, error }: PaperValues, figure = ''): string[] {
  return [
    `paper: digitised from its ${figure}, mean over ${seeds} seeds`,
    `digitising is off by up to about ${error['10']}, at size 12 by ${error['12']}`,
  ];
}

/** What the paper calls what stands in our columns. */
function paperWord(own: readonly ResultRow[]): string[] {
  const { untrained } = initialisationNames;
  return own.some((row) => row.initialisation === 'untrained')
    ? [`${untrained}: “untrained” in the paper`]
    : [];
}

/** Families as headings, their algorithms below them. */
function algorithmLines(shown: ReadonlySet<AlgorithmName>): ComparisonLine[] {
  return families.flatMap((family) => {
    const members = algorithmNames.filter((name) => shown.has(name) && algorithm(name).family === family);
    if (members.length === 0) return [];
    const lines = members.map((name) => ({
      label: readable(name),
      shaded: answerForm(name) === 'single value',
    }));
    return [{ label: family, heading: true }, ...lines];
  });
}

const rank = (label: string) => families.findIndex((family) => label.startsWith(family));
const byFamily = (a: string, b: string) => rank(a) - rank(b);
