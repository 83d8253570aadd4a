/** The catalogue's figures that show published values: alone, and beside the rows of a preset. */
import { paperValues, publishedNar } from '../analysis/paper-values.ts';
import { metricNames, textMetrics } from '../metric/index.ts';
import { transnarSizes } from '../dataset/index.ts';
import { type PresetName, presets } from '../experiment/index.ts';
import { type CatalogueFigure, ofUnchangedText, scoresIn } from './catalogue-figure.ts';
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

/** The same figures from the rows of a preset, in data/results/<preset>.jsonl, beside the published values. */
export function besidePaper(preset: PresetName): CatalogueFigure[] {
  const rows = scoresIn(`${preset}.jsonl`);
  const { nar, transnar } = presets[preset];
  const options = () => ({ paper: paperValues(), trained: transnar.data.sizes });
  return [
    {
      name: `${preset}-figure-1`,
      shows: `CLRS scores by family of the preset ${preset}, beside the paper’s`,
      rows,
      of: (row) => ofUnchangedText(row) && row.metric === 'clrs',
      published,
      draw: (own) => familyComparison(own, options()),
    },
    ...byAlgorithm.map(({ figure, metric, scores }): CatalogueFigure => ({
      name: `${preset}-figure-${figure}`,
      shows: `${scores} by algorithm of the preset ${preset}, beside the paper’s`,
      rows,
      of: (row) => ofUnchangedText(row) && row.metric === metric,
      published,
      draw: (own) => algorithmComparison(own, { ...options(), metric }),
    })),
    ...(['algorithm', 'family'] as const).map((by): CatalogueFigure => ({
      name: `${preset}-nar-by-${by}`,
      shows: `CLRS scores of the reasoner of the preset ${preset} by ${by}, beside published ones`,
      rows,
      of: ({ model }) => model === 'nar',
      published: 'triplet-gmpnn.json',
      draw: (own) => narScoreBySize(own, { trained: nar.data.sizes, by, published: publishedNar() }),
    })),
  ];
}
