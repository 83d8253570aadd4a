/** The catalogue's figures of reasoners alone: their scores beside published ones, and how they learned. */
import { publishedNar } from '../analysis/paper-values.ts';
import { presets } from '../experiment/index.ts';
import { narScoreBySize } from '../figure/nar-score-by-size.ts';
import { validationCurves } from '../figure/validation-curves.ts';
import type { ResultRow } from '../metric/index.ts';
import { type CatalogueFigure, type RowFile, scoresIn } from './catalogue-figure.ts';
import { curveOf, isPublished } from './published-runs.ts';

/** Whose scores they are. */
export interface Reasoner {
  /** What the names of the figures begin with. */
  readonly name: string;
  /** What it is, as in "CLRS scores of ...". */
  readonly of: string;
  /** Of a reasoner that trained on the sizes of the preset laptop. */
  readonly rows: RowFile<ResultRow>;
}

const isOfReasoner = ({ model }: ResultRow) => model === 'nar';

/** Its scores by algorithm and by family, beside published ones. */
export function scoresOfReasoner({ name, of, rows }: Reasoner): CatalogueFigure[] {
  const { sizes: trained } = presets.laptop.nar.data;
  return (['algorithm', 'family'] as const).map((by): CatalogueFigure => ({
    name: `${name}-by-${by}`,
    shows: `CLRS scores of ${of} by ${by}, beside published ones`,
    rows,
    of: isOfReasoner,
    published: 'reasoners.json',
    draw: (own) => narScoreBySize(own, { trained, by, published: publishedNar() }),
  }));
}

const better: Reasoner = {
  name: 'reasoner',
  of: 'the best reasoner that was trained here',
  rows: scoresIn('reasoner.jsonl'),
};

/** All of them. */
export const reasonerFigures: readonly CatalogueFigure[] = [
  ...scoresOfReasoner({
    name: 'laptop-nar',
    of: 'the reasoner of the preset laptop-first',
    rows: scoresIn('laptop.jsonl'),
  }),
  ...scoresOfReasoner(better),
  {
    name: 'reasoner-curves',
    shows: `Validation scores of ${better.of} while it learned`,
    rows: better.rows,
    of: (row) => isOfReasoner(row) && isPublished(row.run),
    draw: ([{ run }]) => validationCurves(curveOf(run)),
  },
];
