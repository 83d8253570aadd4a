/** The catalogue's figures that show published values: alone, and beside rows of ours. */
import { paperValues, publishedNar } from '../analysis/paper-values.ts';
import { type Metric, type ResultRow, metricNames, textMetrics } from '../metric/index.ts';
import { transnarSizes } from '../dataset/index.ts';
import { type PresetName, presets } from '../experiment/index.ts';
import { type CatalogueFigure, type RowFile, ofUnchangedText, scoresIn } from './catalogue-figure.ts';
import { narScoreBySize } from '../figure/nar-score-by-size.ts';
import { algorithmComparison, familyComparison } from '../figure/paper-comparison.ts';

/** The paper's figures by algorithm, in its order. */
const byAlgorithm = metricNames
  .flatMap((metric) => {
    const { label, paperFigure: figure } = textMetrics[metric];
    return figure === undefined ? [] : { figure, metric, scores: `${label}s` };
  })
  .sort((a, b) => a.figure - b.figure);

const published = 'figures.json';

/** The paper's own values: what is to be reproduced. */
export function paperFigures(): CatalogueFigure[] {
  const options = () => ({ paper: paperValues(), trained: transnarSizes.train });
  return [
    {
      name: 'paper-figure-1',
      shows: 'CLRS scores by family, digitised from Figure 1 of the paper',
      published,
      draw: () => familyComparison([], options()),
    },
    ...byAlgorithm.map(({ figure, metric, scores }) => ({
      name: `paper-figure-${figure}`,
      shows: `${scores} by algorithm, digitised from Figure ${figure} of the paper`,
      published,
      draw: () => algorithmComparison([], { ...options(), metric }),
    })),
  ];
}

/** Whose rows stand beside the paper's. */
export interface Beside {
  /** What the names of the figures begin with. */
  readonly name: string;
  /** Whose scores they are, as in "CLRS scores by family ...". */
  readonly of: string;
  /** Of models that trained on the sizes of the preset laptop. */
  readonly rows: RowFile<ResultRow>;
}

/** The same figures from rows of ours, beside the published values. */
export function besidePaper({ name, of, rows }: Beside): CatalogueFigure[] {
  const { data, evaluation } = presets.laptop.transnar;
  const options = () => ({ paper: paperValues(), trained: data.sizes });
  const shown = (metric: Metric) => (row: ResultRow) =>
    ofUnchangedText(row) && row.metric === metric && evaluation.sizes.includes(row.size);
  return [
    {
      name: `${name}-figure-1`,
      shows: `CLRS scores by family ${of}, beside the paper’s`,
      rows,
      of: shown('clrs'),
      published,
      draw: (own) => familyComparison(own, options()),
    },
    ...byAlgorithm.map(({ figure, metric, scores }): CatalogueFigure => ({
      name: `${name}-figure-${figure}`,
      shows: `${scores} by algorithm ${of}, beside the paper’s`,
      rows,
      of: shown(metric),
      published,
      draw: (own) => algorithmComparison(own, { ...options(), metric }),
    })),
  ];
}

/** The scores of a preset's reasoner, in data/results/<preset>.jsonl, beside published ones. */
export function reasonerFigures(preset: PresetName): CatalogueFigure[] {
  const { nar } = presets[preset];
  return (['algorithm', 'family'] as const).map((by): CatalogueFigure => ({
    name: `${preset}-nar-by-${by}`,
    shows: `CLRS scores of the reasoner of the preset ${preset} by ${by}, beside published ones`,
    rows: scoresIn(`${preset}.jsonl`),
    of: ({ model }) => model === 'nar',
    published: 'reasoners.json',
    draw: (own) => narScoreBySize(own, { trained: nar.data.sizes, by, published: publishedNar() }),
  }));
}
