/** The comparison by models that learn by the recipe of the records, numbered or not: its figures. */
import { isPaired, pairedDifferences } from '../analysis/paired.ts';
import { paperValues } from '../analysis/paper-values.ts';
import { presets } from '../experiment/index.ts';
import { learningCurves } from '../figure/learning-curves.ts';
import { pairedDifferencesFigure } from '../figure/paired-differences.ts';
import { grouped } from '../metric/index.ts';
import { besidePaper } from './beside-paper.ts';
import { type CatalogueFigure, ofTextVariant, scoresIn } from './catalogue-figure.ts';
import { curveOf, isPublished } from './published-runs.ts';

/** Its rows, with the score of each problem. */
export const learnedRows = scoresIn('laptop-learned.jsonl');

/** Those of models that see the number of each element (campaign laptop-numbered). */
export const numberedRows = scoresIn('laptop-numbered.jsonl');
/** Of one such model of each kind, for all ten algorithms (campaign laptop-together). */
export const togetherRows = scoresIn('laptop-together.jsonl');
/** Of Transformers that their TransNARs taught (campaign laptop-taught). */
export const taughtRows = scoresIn('laptop-taught.jsonl');
/** Of TransNARs whose reasoner was trained along (campaign laptop-freezing). */
export const freezingRows = scoresIn('laptop-freezing.jsonl');
/** The same of a single list, at more sizes (campaign laptop-lists). */
export const listRows = scoresIn('laptop-lists.jsonl');
/** The variant of both models in all of these. */
export const numbered = 'labels-in-a-row';

const { data, evaluation } = presets.laptop.transnar;
export const trained: readonly number[] = data.sizes;
/** The paper's sizes that training did not show. */
export const unseen = evaluation.sizes.filter((size) => !trained.includes(size));
/** What models must know before the others say anything. */
export const largest = Math.max(...trained);
export const compared = [largest, ...unseen];

/** How size 12 was learned by runs that are published. */
function curvesFigure(name: string, rows: typeof learnedRows, variant: string): CatalogueFigure {
  const isWanted = ofTextVariant(variant);
  return {
    name,
    shows: 'CLRS scores at size 12 while the models learned, by algorithm',
    rows,
    of: (row) => isWanted(row) && isPublished(row.run),
    draw: (own) =>
      learningCurves(
        grouped(own, ({ run }) => run).map(([{ model, seed, run }]) => ({
          model,
          seed,
          metrics: curveOf(run),
        })),
        {
          title: 'Size 12 as it is learned',
          subtitle: 'validation problems; a line for each seed',
        },
      ),
  };
}

/** The differences of a variant of TransNAR, which `says` what it is, from the Transformer as it is or `against` a variant of it. */
function differencesFigure({
  name,
  rows = learnedRows,
  variant,
  against = 'default',
  says,
}: DifferencesOf): CatalogueFigure {
  const paired = { sizes: compared, variant, against };
  const reading = says ? `TransNAR (${says})` : 'TransNAR';
  return {
    name,
    shows: `${reading} less the Transformer, by algorithm, at the largest trained size and at unseen ones`,
    rows,
    of: isPaired(paired),
    published: 'figures.json',
    draw: (own) =>
      pairedDifferencesFigure(pairedDifferences(own, paired), {
        paper: paperValues(),
        trained,
        ...(says !== undefined && { says }),
      }),
  };
}

interface DifferencesOf {
  readonly name: string;
  readonly rows?: typeof learnedRows;
  readonly variant: string;
  readonly against?: string;
  readonly says?: string;
}

/** The paper's figures from these rows, what the reasoner is worth by algorithm, and how both models got there. */
export const learnedFigures: readonly CatalogueFigure[] = [
  ...besidePaper({
    name: 'laptop-learned',
    of: 'of models that learned two algorithms each',
    rows: learnedRows,
  }),
  differencesFigure({ name: 'laptop-learned-differences', variant: 'default' }),
  differencesFigure({
    name: 'laptop-learned-index-features',
    variant: 'index-features',
    says: 'its memory with index features',
  }),
  curvesFigure('laptop-learned-curves', learnedRows, 'default'),
  ...besidePaper({
    name: 'laptop-numbered',
    of: 'of models that see the number of each element',
    rows: numberedRows,
    variant: numbered,
  }),
  differencesFigure({
    name: 'laptop-numbered-differences',
    rows: numberedRows,
    variant: numbered,
    against: numbered,
    says: 'elements have numbers',
  }),
  curvesFigure('laptop-numbered-curves', numberedRows, numbered),
  ...besidePaper({
    name: 'laptop-together',
    of: 'of one model of each kind for ten algorithms, which sees the number of each element',
    rows: togetherRows,
    variant: numbered,
  }),
  differencesFigure({
    name: 'laptop-together-differences',
    rows: togetherRows,
    variant: numbered,
    against: numbered,
    says: 'elements have numbers, one model of ten algorithms',
  }),
  curvesFigure('laptop-together-curves', togetherRows, numbered),
  ...besidePaper({
    name: 'laptop-together-plain',
    of: 'of one model of each kind for ten algorithms, as the paper has it',
    rows: togetherRows,
  }),
  differencesFigure({ name: 'laptop-together-plain-differences', rows: togetherRows, variant: 'default' }),
  curvesFigure('laptop-together-plain-curves', togetherRows, 'default'),
];
