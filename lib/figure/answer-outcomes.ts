/** Right answers and kinds of failure, told apart by the scores of result rows alone. */
import type { TopLevelSpec } from 'vega-lite';
import { type Metric, type ResultRow, grouped } from '../metric/index.ts';
import { stackedShares } from './answers/stacked-shares.ts';
import { type SeriesScore, describeScores, scoreOverSeeds, seriesOf } from './score-series.ts';
import { type Model, palette } from './theme.ts';

const outcomeMetrics = ['exact', 'shape', 'parse'] as const satisfies readonly Metric[];

type Means = Record<(typeof outcomeMetrics)[number], number>;

/** The rows that are drawn from. */
export const isOutcome = ({ metric }: ResultRow): boolean =>
  (outcomeMetrics as readonly Metric[]).includes(metric);

/** Every right answer has the right shape, and what has it can be read: what is between two scores is a kind of failure. */
const outcomes = [
  { name: 'right', colour: palette.green, share: ({ exact }: Means) => exact },
  { name: 'wrong values', colour: palette.sky, share: ({ shape, exact }: Means) => shape - exact },
  { name: 'wrong shape', colour: palette.orange, share: ({ parse, shape }: Means) => parse - shape },
  { name: 'unparsable', colour: palette.black, share: ({ parse }: Means) => 1 - parse },
] as const;

const models: readonly Model[] = ['transnar', 'transformer'];

/**
 * How the answers of each model divide into right ones and kinds of failure, by algorithm and size: from result rows
 * alone. Throws where a row of one of the three metrics is missing.
 */
export function answerOutcomes(rows: readonly ResultRow[]): TopLevelSpec {
  const [exact, shape, parse] = outcomeMetrics.map((metric) => scoresOf(rows, metric));
  const shares = [...exact].flatMap(([key, score]) => {
    const { series, algorithm, size } = score;
    const [shaped, parsed] = [shape.get(key), parse.get(key)];
    if (!shaped || !parsed) throw new Error(`${key} lacks the rows of its shape or parse score.`);
    const means = { exact: score.mean, shape: shaped.mean, parse: parsed.mean };
    return outcomes.map(({ name, share }) => {
      return { algorithm, size, bar: series, part: name, share: share(means) };
    });
  });
  return stackedShares(shares, outcomes, {
    text: 'What is wrong with the answers',
    subtitle: [
      ...describeScores([...exact.values()], rows, ''),
      'right: every element is; wrong values: some are not, in an answer of the right shape',
    ],
  });
}

/** By series, algorithm and size. */
function scoresOf(rows: readonly ResultRow[], metric: Metric): Map<string, SeriesScore> {
  return new Map(
    seriesOf(rows, metric, models).flatMap(({ name, rows: own }) =>
      grouped(own, ({ algorithm, size }) => `${algorithm} at ${size}`).map((same) => {
        const score = scoreOverSeeds(name, same);
        return [`${name}: ${score.algorithm} at ${score.size}`, score] as const;
      }),
    ),
  );
}
