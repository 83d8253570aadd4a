/** The catalogue's figure of the two searches by models that know them at the trained sizes: what helps at the others. */
import { presets } from '../experiment/index.ts';
import { variantScores } from '../figure/variant-scores.ts';
import { type CatalogueFigure, scoresIn } from './catalogue-figure.ts';

const { data, evaluation } = presets.laptop.transnar;
/** The paper's sizes; the rows have more. */
const shown: readonly number[] = evaluation.sizes;

/** Each remedy's scores, beside those of the models without. */
export const remediesFigure: CatalogueFigure = {
  name: 'laptop-remedies',
  shows:
    'CLRS scores on binary search and minimum of models that know them at size 12, and remedies for other sizes',
  rows: scoresIn('laptop-remedies.jsonl'),
  of: ({ size }) => shown.includes(size),
  draw: (rows) =>
    variantScores(rows, { trained: data.sizes, title: 'What helps where an index is searched' }),
};
