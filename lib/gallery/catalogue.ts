/** The figures of the repository, a row each: figures/<name>.vl.json is what `draw` returns for the committed rows. */
import { formatSample, sampleAt } from '../dataset/index.ts';
import { type RecordRow, presets } from '../experiment/index.ts';
import { answerOutcomes, isOutcome } from '../figure/answer-outcomes.ts';
import { graphBesideText } from '../figure/graph-beside-text.ts';
import { narScoreBySize } from '../figure/nar-score-by-size.ts';
import { recordsFigure } from '../figure/records.ts';
import { scoreBySize } from '../figure/score-by-size.ts';
import { trajectoryFigure } from '../figure/trajectory.ts';
import type { ResultRow } from '../metric/index.ts';
import { ablationFigures } from './ablations.ts';
import { besidePaper, paperFigures } from './beside-paper.ts';
import {
  type AnyFigure,
  type CatalogueFigure,
  ofTextVariant,
  recordRows,
  scoresIn,
} from './catalogue-figure.ts';
import { learnedFigures, listRows } from './learned.ts';
import { reasonerFigures } from './reasoners.ts';
import { remediesFigure } from './searches.ts';
import { trainingFigure } from './trainings.ts';

const ofNar = ({ model }: ResultRow) => model === 'nar';
const isUnchanged = ofTextVariant('default');
const ofText = ({ model }: ResultRow) => model !== 'nar';

const ofScores: readonly CatalogueFigure[] = [
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
    rows: scoresIn('smoke.jsonl'),
    of: ofText,
    draw: (rows) => scoreBySize(rows, { trained: presets.smoke.transnar.data.sizes }),
  },
  {
    name: 'smoke-nar-score-by-size',
    shows: 'CLRS scores of the smoke reasoner itself, on graphs',
    rows: scoresIn('smoke.jsonl'),
    of: ofNar,
    draw: (rows) => narScoreBySize(rows, { trained: presets.smoke.nar.data.sizes }),
  },
  {
    name: 'laptop-searching-score-by-size',
    shows: 'CLRS scores on binary search and minimum, of models that were trained on these two alone',
    rows: scoresIn('laptop-searching.jsonl'),
    draw: (rows) => scoreBySize(rows, { trained: presets.laptop.transnar.data.sizes }),
  },
  remediesFigure,
  {
    name: 'laptop-lists-score-by-size',
    shows:
      'CLRS scores on activity selection of models that see the number of each element in text and memory',
    rows: listRows,
    of: ({ size }) => [10, 12, 14, 20].includes(size),
    draw: (rows) => scoreBySize(rows, { trained: presets.laptop.transnar.data.sizes }),
  },
  ...paperFigures(),
  ...besidePaper({ name: 'laptop', of: 'of the preset laptop-first', rows: scoresIn('laptop.jsonl') }),
  ...reasonerFigures,
  ...learnedFigures,
  {
    name: 'laptop-answers',
    shows: 'Right answers of the preset laptop-first, and what is wrong with the others',
    rows: scoresIn('laptop.jsonl'),
    of: (row) => isUnchanged(row) && isOutcome(row),
    draw: answerOutcomes,
  },
  ...ablationFigures('laptop', 'laptop-first'),
  trainingFigure('laptop', 'laptop-first', [0, 1]),
];

const ofRecords: CatalogueFigure<RecordRow> = {
  name: 'records',
  shows: 'Tokens and minutes that attempts at learning faster took to the target',
  rows: recordRows,
  draw: recordsFigure,
};

/** Every figure that the repository keeps: what it shows, what it is drawn from, and how. */
export const catalogue: readonly AnyFigure[] = [...ofScores, ofRecords];
