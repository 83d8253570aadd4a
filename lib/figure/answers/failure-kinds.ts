/** The kinds of failure of each model, as shares of its answers. */
import type { TopLevelSpec } from 'vega-lite';
import { type AnswerKind, answerKinds, countKinds } from '../../analysis/index.ts';
import { palette } from '../theme.ts';
import { type AnswersBySeries, rowsBySeries } from './answers-by-series.ts';
import { stackedShares } from './stacked-shares.ts';

/** What is right recedes. */
const kindColours = {
  right: palette.faint,
  'wrong values': palette.sky,
  'too short': palette.orange,
  'too long': palette.vermillion,
  'not rectangular': palette.purple,
  unparsable: palette.black,
  'never ended': palette.grey,
} as const satisfies Record<AnswerKind, string>;

/** How the answers of each model, algorithm and size divide into right ones and kinds of failure. */
export function failureKinds(answers: AnswersBySeries): TopLevelSpec {
  const counts = rowsBySeries(answers, countKinds);
  const shares = counts.map(({ series, kind, ...rest }) => ({ ...rest, bar: series, part: kind }));
  const parts = answerKinds.map((name) => ({ name, colour: kindColours[name] }));
  return stackedShares(shares, parts, {
    text: 'What is wrong with the answers',
    subtitle: 'right: every element is; wrong values: some are not, in an answer of the right shape',
  });
}
