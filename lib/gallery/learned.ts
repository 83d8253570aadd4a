/** The comparison by models that have learned the trained sizes: its figures. */
import { isPaired, pairedDifferences } from '../analysis/paired.ts';
import { paperValues } from '../analysis/paper-values.ts';
import { presets } from '../experiment/index.ts';
import { learningCurves } from '../figure/learning-curves.ts';
import { pairedDifferencesFigure } from '../figure/paired-differences.ts';
import { grouped } from '../metric/index.ts';
import { besidePaper } from './beside-paper.ts';
import { type CatalogueFigure, ofUnchangedText, scoresIn } from './catalogue-figure.ts';
import { curveOf, isPublished } from './published-runs.ts';

/** Its rows, with the score of each problem. */
export const learnedRows = scoresIn('laptop-learned.jsonl');

const { data, evaluation } = presets.laptop.transnar;
export const trained: readonly number[] = data.sizes;
/** The paper's sizes that training did not show. */
export const unseen = evaluation.sizes.filter((size) => !trained.includes(size));

/** The differences of a variant of TransNAR, which `says` what it is, from the Transformer as it is. */
function differencesFigure({ name, variant, says }: DifferencesOf): CatalogueFigure {
  const paired = { sizes: unseen, variant, against: 'default' };
  const reading = says ? `TransNAR (${says})` : 'TransNAR';
  return {
    name,
    shows: `${reading} less the Transformer, by algorithm, of models that learned the trained sizes`,
    rows: learnedRows,
    of: isPaired(paired),
    published: 'figures.json',
    draw: (rows) =>
      pairedDifferencesFigure(pairedDifferences(rows, paired), {
        paper: paperValues(),
        trained,
        ...(says !== undefined && { says }),
      }),
  };
}

interface DifferencesOf {
  readonly name: string;
  readonly variant: string;
  readonly says?: string;
}

/** The paper's figures from these rows, what the reasoner is worth by algorithm, and how both models got there. */
export const learnedFigures: readonly CatalogueFigure[] = [
  ...besidePaper({
    name: 'laptop-learned',
    of: 'of models that learned the trained sizes',
    rows: learnedRows,
  }),
  differencesFigure({ name: 'laptop-learned-differences', variant: 'default' }),
  differencesFigure({
    name: 'laptop-learned-index-features',
    variant: 'index-features',
    says: 'its memory with index features',
  }),
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
