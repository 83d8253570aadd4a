/** Which result rows are drawn as one, and what they come to over seeds. */
import { type Metric, type ResultRow, grouped, initialisationNames, mean } from '../metric/index.ts';
import { intervalName, wilson } from './interval.ts';
import { type Model, coloursOf, modelNames, readable, rounded } from './theme.ts';

/** What scores are drawn from: a result row, or the mean of several under another name. */
export type ScoreRow = Omit<ResultRow, 'algorithm'> & { readonly algorithm: string };

/** A score over seeds: the mean, and the lowest and highest seed; of a single seed the interval over its samples. */
export interface SeriesScore {
  readonly series: string;
  readonly algorithm: string;
  readonly size: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly seeds: number;
}

export interface SeriesScores {
  /** What is drawn side by side, with its colours. */
  readonly series: { readonly names: string[]; readonly colours: string[] };
  readonly scores: readonly SeriesScore[];
  /** What stands under the title: how many seeds and samples are behind a point. */
  readonly note: readonly string[];
}

/**
 * The scores that rows of one metric and these models hold. Rows are one series when model, variant and initialisation
 * agree; a series' name says of these only what tells it from the model's other series. Throws when there is nothing
 * to draw and when a score occurs twice, as it does where rows of several experiments are mixed.
 */
export function scoresOverSeeds(
  rows: readonly ScoreRow[],
  metric: Metric,
  models: readonly Model[],
): SeriesScores {
  const named = seriesOf(rows, metric, models);
  const names = named.map(({ name }) => name);
  const scores = named.flatMap(({ name, rows: own }) =>
    grouped(own, (row) => `${row.algorithm}/${row.size}`).map((same) => scoreOverSeeds(name, same)),
  );
  const order = (a: SeriesScore, b: SeriesScore) => compare(a.algorithm, b.algorithm) || a.size - b.size;
  return {
    series: { names, colours: coloursOf(names) },
    scores: scores.sort(order),
    note: describeScores(
      scores,
      named.flatMap((each) => each.rows),
    ),
  };
}

/** A size as an axis or a legend names it, and whether training saw it. */
export const sizeLabel =
  (trained: readonly number[]) =>
  (size: number): string =>
    trained.includes(size) ? `${size} (trained)` : `${size}`;

/** The scores with their names for readers. */
export const forReaders = (scores: readonly SeriesScore[], label: (size: number) => string) =>
  scores.map((each) => ({ ...each, algorithm: readable(each.algorithm), size: label(each.size) }));

/** Rows that are drawn as one, under one name. */
export interface ScoreSeries {
  readonly name: string;
  readonly rows: readonly ScoreRow[];
}

/** The series of some models and one metric, models in the order given. Throws where there are none. */
export function seriesOf(rows: readonly ScoreRow[], metric: Metric, models: readonly Model[]): ScoreSeries[] {
  const chosen = rows.filter((row) => row.metric === metric && models.includes(row.model));
  if (chosen.length === 0) {
    throw new Error(`There are no rows of ${models.join(' or ')} with metric "${metric}" to draw.`);
  }
  return models.flatMap((model) => {
    const own = chosen.filter((row) => row.model === model);
    const variants = new Set(own.map((row) => row.variant));
    const initialisations = new Set(own.map((row) => row.initialisation));
    const nameOf = ({ variant, initialisation }: ScoreRow) =>
      [
        modelNames[model],
        ...(variants.size > 1 ? [variant] : []),
        ...(initialisations.size > 1 ? [initialisationNames[initialisation]] : []),
      ].join(', ');
    return grouped(own, nameOf).map((same) => ({ name: nameOf(same[0]), rows: same }));
  });
}

/** One score from the rows of its seeds. Throws when a seed occurs twice. */
export function scoreOverSeeds(series: string, rows: readonly ScoreRow[]): SeriesScore {
  const { algorithm, size, metric } = rows[0];
  const seeds = new Set(rows.map((row) => row.seed)).size;
  if (seeds < rows.length) {
    const runs = [...new Set(rows.map((row) => row.run))].join(', ');
    throw new Error(
      `${series} has ${rows.length} rows for ${algorithm} at size ${size} (${metric}) from ${seeds} seed(s), ` +
        `runs ${runs}: choose the rows of one experiment.`,
    );
  }
  const values = rows.map((row) => row.value);
  const center = rounded(mean(values));
  const [low, high] =
    seeds > 1 ? [Math.min(...values), Math.max(...values)] : wilson(values[0], rows[0].samples);
  return { series, algorithm, size, mean: center, low: rounded(low), high: rounded(high), seeds };
}

/**
 * How many seeds are behind a score, and how many samples behind a row; then what the lines say: of several seeds
 * `spread`, of a single one how far its samples let it be off. With an empty `spread` there are no lines.
 */
export function describeScores(
  scores: readonly Pick<SeriesScore, 'seeds'>[],
  rows: readonly Pick<ScoreRow, 'samples'>[],
  spread = 'lines from the lowest to the highest',
): string[] {
  const counts = scores.map((each) => each.seeds);
  const seeds = span(counts);
  const samples = span(rows.map((row) => row.samples));
  const single = spread !== '' && counts.includes(1);
  if (seeds === '1') {
    return [`one seed, ${samples} samples for each score`, ...(single ? [`lines: ${intervalName}`] : [])];
  }
  const several = [`mean over ${seeds} seeds`, ...(spread === '' ? [] : [spread])].join(', ');
  return [
    `${several}; ${samples} samples for each seed`,
    ...(single ? [`lines where there is one seed: ${intervalName}`] : []),
  ];
}

function span(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? `${most}` : `${least} to ${most}`;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
