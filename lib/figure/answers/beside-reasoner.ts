/** The answers of language models beside those of the reasoner that they read, or do not. */
import type { TopLevelSpec } from 'vega-lite';
import { type Agreement, problemSetScores } from '../../analysis/index.ts';
import { palette, readable, rounded, scoreAxis, theme } from '../theme.ts';
import { type AnswersBySeries, rowsBySeries, seriesColour } from './answers-by-series.ts';
import { stackedShares } from './stacked-shares.ts';

/** CLRS scores of the reasoner's own answers and of models that read it or do not, all to the same problems. */
export function besideReasoner(answers: AnswersBySeries): TopLevelSpec {
  const names = Object.keys(answers);
  const scores = rowsBySeries(answers, (predictions) => problemSetScores(predictions));
  const sizes = [...new Set(scores.map(({ size }) => size))].sort((a, b) => a - b);
  const algorithms = new Set(scores.map(({ algorithm }) => algorithm)).size;
  const position = {
    x: { field: 'size', type: 'ordinal', title: 'problem size', axis: { labelAngle: 0 } },
    xOffset: { field: 'series', sort: names },
  } as const;
  const color = seriesColour(answers);
  const y = scoreAxis('mean', 'CLRS score');
  return {
    ...theme,
    title: {
      text: 'The reasoner’s own answers beside those of the language models',
      subtitle: 'the same problems, all answers scored as text; lines: 95 % intervals over problems',
    },
    data: {
      values: scores.map(({ series, algorithm, size, mean, low, high, count }) => ({
        series,
        algorithm: readable(algorithm),
        size,
        mean: rounded(mean),
        low: rounded(count > 1 ? Math.max(0, low) : mean),
        high: rounded(count > 1 ? Math.min(1, high) : mean),
      })),
    },
    facet: { field: 'algorithm', type: 'nominal', title: null },
    columns: Math.min(algorithms, 4),
    spec: {
      width: 60 + 16 * sizes.length * names.length,
      height: 140,
      layer: [
        { mark: { type: 'bar', opacity: 0.85 }, encoding: { ...position, y, color } },
        // A score of zero is a score: the tick shows it where the bar has no height.
        { mark: { type: 'tick', thickness: 2 }, encoding: { ...position, y, color } },
        {
          mark: { type: 'rule', strokeWidth: 1.5, color: palette.black },
          encoding: { ...position, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
        },
      ],
    },
  };
}

/** On which share of the problems both of two models are right, one alone, or none; `names` are theirs, in order. */
export function whoIsRight(
  agreements: readonly Agreement[],
  [first, second]: readonly [string, string],
): TopLevelSpec {
  const parts = [
    { key: 'both', name: 'both', colour: palette.blue },
    { key: 'onlyFirst', name: `only ${first}`, colour: palette.green },
    { key: 'onlySecond', name: `only ${second}`, colour: palette.orange },
    { key: 'neither', name: 'neither', colour: palette.faint },
  ] as const;
  const shares = agreements.flatMap(({ algorithm, size, problems, ...counts }) =>
    parts.map(({ key, name }) => {
      return { algorithm, size, bar: `${problems} problems`, part: name, share: counts[key] / problems };
    }),
  );
  return stackedShares(shares, parts, {
    text: `Who is right: ${first}, ${second}`,
    subtitle: 'right: every element of the answer is',
  });
}
