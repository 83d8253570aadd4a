/** The comparison by models that have learned the trained sizes: its figures, and its tables for the documents. */
import { pairedDifferences } from '../analysis/paired.ts';
import { paperDifference, paperValues } from '../analysis/paper-values.ts';
import { rankCorrelation } from '../analysis/resampling.ts';
import { presets } from '../experiment/index.ts';
import { learningCurves } from '../figure/learning-curves.ts';
import { pairedDifferencesFigure } from '../figure/paired-differences.ts';
import { type TableRow, markdownTable } from '../figure/table.ts';
import { readable } from '../figure/theme.ts';
import { type ResultRow, grouped } from '../metric/index.ts';
import { besidePaper } from './beside-paper.ts';
import { type CatalogueFigure, ofUnchangedText, scoresIn } from './catalogue-figure.ts';
import { curveOf, isPublished } from './published-runs.ts';

/** Its rows, with the score of each problem. */
export const learnedRows = scoresIn('laptop-learned.jsonl');

const { data, evaluation } = presets.laptop.transnar;
const trained = data.sizes;
const isUnseen = (size: number) => !trained.includes(size);
/** The paper's sizes that training did not show. */
const unseen = evaluation.sizes.filter(isUnseen);

/** The paper's figures from these rows, what the reasoner is worth by algorithm, and how both models got there. */
export const learnedFigures: readonly CatalogueFigure[] = [
  ...besidePaper({
    name: 'laptop-learned',
    of: 'of models that learned the trained sizes',
    rows: learnedRows,
  }),
  {
    name: 'laptop-learned-differences',
    shows: 'TransNAR less the Transformer, by algorithm, of models that learned the trained sizes',
    rows: learnedRows,
    of: (row) =>
      ofUnchangedText(row) && row.metric === 'clrs' && row.each !== undefined && isUnseen(row.size),
    published: 'figures.json',
    draw: (rows) =>
      pairedDifferencesFigure(pairedDifferences(rows, { sizes: unseen }), { paper: paperValues(), trained }),
  },
  {
    name: 'laptop-learned-curves',
    shows: 'CLRS scores at size 12 while the models learned, by algorithm',
    rows: learnedRows,
    of: (row) => ofUnchangedText(row) && isPublished(row.run),
    draw: (rows) =>
      learningCurves(
        grouped(rows, ({ run }) => run).map(([{ model, seed, run }]) => ({
          model,
          seed,
          metrics: curveOf(run),
        })),
        {
          title: 'Size 12 as it is learned',
          subtitle: 'validation problems, 100 of each algorithm; a line for each seed',
        },
      ),
  },
];

/** Every algorithm: both models at the largest trained size, and their differences at the others. */
export function differencesTable(rows: readonly ResultRow[]): string {
  const paper = paperValues();
  const largest = Math.max(...trained);
  const known = pairedDifferences(rows, { sizes: [largest] });
  if (known.length === 0) return 'Nothing has been compared yet.\n';
  const differences = pairedDifferences(rows, { sizes: unseen });
  const lines = known.map(({ algorithm, seeds, transnar, transformer }): TableRow => {
    const own = differences.filter((each) => each.algorithm === algorithm);
    return {
      algorithm: readable(algorithm),
      seeds,
      [`TransNAR, Transformer at ${largest}`]: `${transnar.toFixed(2)}, ${transformer.toFixed(2)}`,
      ...Object.fromEntries(
        own.flatMap(({ size, difference, low, high, adjusted }) => [
          [`difference at ${size}`, `${signed(difference)} (${signed(low)} to ${signed(high)})`],
          [`p at ${size}`, adjusted < 0.001 ? '< 0.001' : adjusted.toFixed(3)],
          [`paper's at ${size}`, signed(paperDifference(paper, { algorithm, size, ...condition }))],
        ]),
      ),
    };
  });
  const sizes = unseen.map((size): TableRow => {
    const own = differences.filter((each) => each.size === size);
    const pairs = own.flatMap(({ algorithm, difference }) => {
      const theirs = paperDifference(paper, { algorithm, size, ...condition });
      return theirs === undefined ? [] : [{ difference, theirs }];
    });
    const sure = own.filter(({ adjusted }) => adjusted < 0.05);
    return {
      size,
      algorithms: own.length,
      'TransNAR ahead / behind': `${own.filter(({ difference }) => difference > 0).length} / ${own.filter(({ difference }) => difference < 0).length}`,
      'of these beyond chance': `${sure.filter(({ difference }) => difference > 0).length} / ${sure.filter(({ difference }) => difference < 0).length}`,
      "rank correlation with the paper's differences": rankCorrelation(
        pairs.map(({ difference }) => difference),
        pairs.map(({ theirs }) => theirs),
      ).toFixed(2),
    };
  });
  return `${markdownTable(lines)}\n\n${markdownTable(sizes)}\n`;
}

const condition = { metric: 'clrs', initialisation: 'untrained' } as const;

const signed = (value: number | undefined) =>
  value === undefined ? 'none' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
