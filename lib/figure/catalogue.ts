/** The figures of the repository: figures/<name>.vl.json is what `draw` returns for the committed rows. */
import type { TopLevelSpec } from 'vega-lite';
import { formatSample, sampleAt } from '../dataset/index.ts';
import type { ResultRow } from '../metric/index.ts';
import { presets } from '../training/presets.ts';
import { graphBesideText } from './graph-beside-text.ts';
import { narScoreBySize } from './nar-score-by-size.ts';
import { scoreBySize } from './score-by-size.ts';
import { trajectoryFigure } from './trajectory.ts';

export interface CatalogueFigure {
  readonly name: string;
  readonly shows: string;
  /** A file of data/results; without one the figure needs no results. */
  readonly rows?: string;
  draw(rows: readonly ResultRow[]): TopLevelSpec;
}

export const catalogue: readonly CatalogueFigure[] = [
  {
    name: 'bfs-graph-and-text',
    shows: 'a breadth-first search as graph and as text',
    draw: () => {
      const trajectory = sampleAt('bfs', 7, 1, 3, { truncateDecimals: 3 });
      return graphBesideText(trajectory, formatSample(trajectory, { hints: false }));
    },
  },
  {
    name: 'insertion-sort-trajectory',
    shows: 'every hint of an insertion sort, step by step',
    draw: () => trajectoryFigure(sampleAt('insertion_sort', 6, 1, 0)),
  },
  {
    name: 'smoke-score-by-size',
    shows: 'CLRS scores of TransNAR and the Transformer after a minute of training each',
    rows: 'smoke.jsonl',
    draw: (rows) => scoreBySize(rows, { trained: presets.smoke.transnar.data.sizes }),
  },
  {
    name: 'smoke-nar-score-by-size',
    shows: 'CLRS scores of the smoke reasoner itself, on graphs',
    rows: 'smoke.jsonl',
    draw: (rows) =>
      narScoreBySize(
        rows.filter(({ model }) => model === 'nar'),
        { trained: presets.smoke.nar.data.sizes },
      ),
  },
];
