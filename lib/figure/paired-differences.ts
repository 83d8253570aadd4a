/** TransNAR less the Transformer, algorithm by algorithm, and how sure that is; the paper's difference beside it. */
import type { TopLevelSpec } from 'vega-lite';
import { type PairedDifference, isSure } from '../analysis/paired.ts';
import type { PaperValues } from '../analysis/paper-values.ts';
import { paperDifference } from '../analysis/paper-values.ts';
import { type Metric, type ResultRow, textMetrics } from '../metric/index.ts';
import { sizeLabel } from './score-series.ts';
import { palette, readable, rounded, theme } from './theme.ts';

/** Beside what the differences stand. */
export interface PairedDifferencesOptions {
  readonly paper: PaperValues;
  /** Sizes that training saw. */
  readonly trained: readonly number[];
  readonly metric?: Metric;
  readonly initialisation?: ResultRow['initialisation'];
  /** What is special about TransNAR, if anything is. */
  readonly says?: string;
}

/** Pixels: of a panel, and of a line. */
const panelWidth = 200;
const lineHeight = 26;

const sides = {
  ahead: { label: 'TransNAR ahead', colour: palette.blue },
  behind: { label: 'Transformer ahead', colour: palette.vermillion },
  undecided: { label: 'undecided', colour: palette.grey },
} as const;

const sideOf = (found: PairedDifference) =>
  sides[!isSure(found) ? 'undecided' : found.difference > 0 ? 'ahead' : 'behind'].label;

/** A panel for each size; a filled mark with its interval for each algorithm, and a hollow diamond for the paper's. */
export function pairedDifferencesFigure(
  differences: readonly PairedDifference[],
  { paper, trained, metric = 'clrs', initialisation = 'untrained', says }: PairedDifferencesOptions,
): TopLevelSpec {
  const label = (size: number) => `size ${sizeLabel(trained)(size)}`;
  const values = differences.map((each) => {
    const theirs = paperDifference(paper, { ...each, metric, initialisation });
    return {
      algorithm: readable(each.algorithm),
      size: label(each.size),
      difference: rounded(each.difference),
      low: rounded(each.low),
      high: rounded(each.high),
      side: sideOf(each),
      ...(theirs !== undefined && { paper: rounded(theirs) }),
    };
  });
  const sizes = [...new Set(differences.map(({ size }) => size))].sort((a, b) => a - b);
  const seeds = [...new Set(differences.map((each) => each.seeds))].sort((a, b) => a - b);
  const problems = [...new Set(differences.map((each) => each.problems))].sort((a, b) => a - b);
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    title: `${textMetrics[metric].label}: TransNAR less Transformer`,
    scale: { domain: [-1, 1] },
    axis: { values: [-1, -0.5, 0, 0.5, 1], ticks: false },
  });
  const y = {
    field: 'algorithm',
    type: 'nominal' as const,
    title: null,
    sort: [...new Set(values.map(({ algorithm }) => algorithm))],
    axis: { ticks: false, domain: false, grid: true, labelPadding: 6 },
  };
  const color = {
    field: 'side',
    type: 'nominal' as const,
    scale: {
      domain: Object.values(sides).map((side) => side.label),
      range: Object.values(sides).map(({ colour }) => colour),
    },
    legend: { title: null, orient: 'top' as const, columns: 3 },
  };
  return {
    ...theme,
    title: {
      text: `What the reasoner is worth, problem by problem${says ? `: ${says}` : ''}`,
      subtitle: [
        `seeds: ${seeds.join(', ')}; problems: ${problems.join(', ')}; whiskers: 95 %, problems and seeds drawn again`,
        'coloured: whiskers without 0, and p < 0.05 by signs drawn at random (Holm, over all that are shown)',
        'diamonds: the paper’s difference, digitised',
      ],
    },
    data: { values },
    facet: { column: { field: 'size', type: 'nominal', title: null, sort: sizes.map(label) } },
    spec: {
      width: panelWidth,
      height: { step: lineHeight },
      layer: [
        { mark: { type: 'rule', color: palette.grey }, encoding: { x: { datum: 0 } } },
        {
          mark: { type: 'rule', strokeWidth: 2 },
          encoding: { x: x('low'), x2: { field: 'high' }, y, color },
        },
        {
          mark: { type: 'point', filled: true, size: 50, opacity: 1 },
          encoding: { x: x('difference'), y, color },
        },
        {
          transform: [{ filter: 'isValid(datum.paper)' }],
          mark: { type: 'point', shape: 'diamond', size: 46, color: palette.black, strokeWidth: 1.2 },
          encoding: { x: x('paper'), y },
        },
      ],
    },
  };
}
