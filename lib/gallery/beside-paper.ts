/** The catalogue's figures that show published values: alone, and beside rows of ours. */
import { paperValues } from '../analysis/paper-values.ts';
import { type Metric, type ResultRow, metricNames, textMetrics } from '../metric/index.ts';
import { transnarSizes } from '../dataset/index.ts';
import { presets } from '../experiment/index.ts';
import { type CatalogueFigure, type RowFile, ofTextVariant } from './catalogue-figure.ts';
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
  /** Of both models; default: as the preset has them. */
  readonly variant?: string;
}

/** The same figures from rows of ours, beside the published values. */
export function besidePaper({ name, of, rows, variant = 'default' }: Beside): CatalogueFigure[] {
  const { data, evaluation } = presets.laptop.transnar;
  const options = () => ({ paper: paperValues(), trained: data.sizes, variant });
  const isOurs = ofTextVariant(variant);
  const shown = (metric: Metric) => (row: ResultRow) =>
    isOurs(row) && row.metric === metric && evaluation.sizes.includes(row.size);
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
