/** Ours beside the paper's: a line for each thing scored, a column for each condition, a mark for each score. */
import type { TopLevelSpec } from 'vega-lite';
import type { LayerSpec, UnitSpec } from 'vega-lite/build/src/spec/index.js';
import type { Field } from 'vega-lite/build/src/channeldef.js';
import { type ComparedModel, comparedModels } from '../analysis/compared-models.ts';
import { modelNames, coloursOf, palette, scoreScale, theme } from './theme.ts';

export const sources = { ours: 'ours', paper: 'paper, digitised' } as const;

/** One score; the range over seeds only where there are several. */
export interface ComparedScore {
  readonly source: keyof typeof sources;
  readonly model: ComparedModel;
  /** The line that it stands on. */
  readonly label: string;
  readonly column: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** A line of the figure from top to bottom: a heading without marks, or a label, shaded or not. */
export interface ComparisonLine {
  readonly label: string;
  readonly heading?: boolean;
  readonly shaded?: boolean;
}

export interface DotComparison {
  readonly title: string;
  readonly subtitle: readonly string[];
  /** What the scores are. */
  readonly axis: string;
  readonly lines: readonly ComparisonLine[];
  /** Headings of the columns from left to right; a line break is a line break. */
  readonly columns: readonly string[];
  readonly scores: readonly ComparedScore[];
}

/** Pixels: what the columns share, the widest of them, between them, and the height of a line for two marks or four. */
const columnsWidth = 600;
const widest = 280;
const gap = 16;
const lineHeights = { two: 20, four: 30 };

type Layer = LayerSpec<Field> | UnitSpec<Field>;

/**
 * Filled circles are ours, with a whisker; hollow diamonds are the paper's. Of the marks of a line TransNAR's stand above,
 * ours of each model above the paper's, so that marks of one score do not hide one another.
 */
export function dotComparison({
  title,
  subtitle,
  axis,
  lines,
  columns,
  scores,
}: DotComparison): TopLevelSpec {
  const headings = lines.filter(({ heading }) => heading).map(({ label }) => label);
  const shaded = lines.filter((line) => line.shaded).map(({ label }) => ({ label }));
  const keys = (['ours', 'paper'] as const)
    .filter((source) => scores.some((score) => score.source === source))
    .flatMap((source) => comparedModels.map((model) => ({ source, model })));
  const byModel = comparedModels.flatMap((model) => keys.filter((key) => key.model === model));
  const line = {
    field: 'label',
    type: 'nominal',
    title: null,
    // Lines of four marks need room between them to be seen as lines.
    scale: { domain: lines.map(({ label }) => label), paddingInner: keys.length > 2 ? 0.25 : 0 },
    axis: {
      ticks: false,
      domain: false,
      labelPadding: 6,
      labelFontWeight: {
        condition: { test: `indexof(${JSON.stringify(headings)}, datum.value) >= 0`, value: 600 },
        value: 400,
      },
    },
  } as const;
  const position = {
    y: line,
    yOffset: { field: 'key', type: 'nominal' as const, scale: { domain: byModel.map(keyName) } },
  };
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    title: axis,
    scale: scoreScale,
    axis: { values: [0, 0.25, 0.5, 0.75, 1], labelExpr: axisLabel, labelFlush: false, ticks: false },
  });
  /** One legend tells of a mark both whose it is and which model's: a line for each source. */
  const byKey = (range: (key: Key) => string) => ({
    field: 'key',
    type: 'nominal' as const,
    scale: { domain: keys.map(keyName), range: keys.map(range) },
    legend: { title: null, orient: 'top' as const, columns: 2 },
  });
  const stroke = byKey(({ model }) => colourOf(model));
  const layers: Layer[] = [
    {
      data: { values: shaded },
      mark: { type: 'rect', color: palette.faint, opacity: 0.5 },
      encoding: { y: line },
    },
    {
      transform: [{ filter: 'isValid(datum.low)' }],
      mark: { type: 'rule', strokeWidth: 1.5 },
      encoding: { ...position, x: x('low'), x2: { field: 'high' }, stroke },
    },
    {
      mark: {
        type: 'point',
        strokeWidth: 1.2,
        opacity: 1,
        size: { expr: 'datum.source === "ours" ? 30 : 42' },
      },
      encoding: {
        ...position,
        x: x('value'),
        stroke,
        fill: byKey(({ source, model }) => (source === 'ours' ? colourOf(model) : 'transparent')),
        shape: byKey(({ source }) => (source === 'ours' ? 'circle' : 'diamond')),
      },
    },
  ];
  // A layer without anything to draw has an empty scale, of which Vega warns.
  const drawn = [shaded.length > 0, scores.some(({ low }) => low !== undefined), true];
  return {
    ...theme,
    title: { text: title, subtitle: [...subtitle] },
    data: { values: scores.map((score) => ({ ...score, key: keyName(score) })) },
    facet: {
      column: {
        field: 'column',
        type: 'nominal',
        title: null,
        sort: [...columns],
        header: { labelExpr: 'split(datum.label, "\\n")', labelAlign: 'center' },
      },
    },
    spacing: gap,
    spec: {
      width: Math.min(widest, Math.floor(columnsWidth / columns.length) - gap),
      height: lines.length * (keys.length > 2 ? lineHeights.four : lineHeights.two),
      layer: layers.filter((_, index) => drawn[index]),
    },
  };
}

type Key = Pick<ComparedScore, 'source' | 'model'>;

const keyName = ({ source, model }: Key) => `${modelNames[model]}, ${sources[source]}`;
const colourOf = (model: ComparedModel) => coloursOf([modelNames[model]])[0] ?? palette.black;

/** Short, since columns are narrow: 0, .5, 1. */
const axisLabel = 'datum.value === 0.5 ? ".5" : datum.value % 1 ? "" : format(datum.value, "d")';
