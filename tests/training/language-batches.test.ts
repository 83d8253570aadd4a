/** What a language model is shown at each update: which problems, in which order, which of their tokens count, where they stand. */
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { override } from '../../lib/experiment/index.ts';
import { type TokenBatch, tokenBatch } from '../../lib/model/language-data/index.ts';
import { keyed } from '../../lib/random/index.ts';
import { type FreshLearner, freshLearner } from '../../lib/training/index.ts';
import { experiment, groupsAt, problems, problemsOf, tokenizer } from './plain-losses.ts';

beforeAll(() => chooseBackend());

describe('the batches', () => {
  test('show every sample once an epoch, those of the training split and of the own seed', () => {
    const learner = freshLearner(experiment);
    const textsOf = (epoch: number) =>
      [0, 1, 2, 3]
        .flatMap((step) => groupsAt(learner, 4 * epoch + step))
        .flatMap(({ tokens: { tokens, targets, weights, length, size } }) =>
          Array.from({ length: size }, (_, row) => {
            const [start, end] = [row * length, (row + 1) * length];
            const last = weights.subarray(start, end).lastIndexOf(1);
            return tokenizer.decode([tokens[start], ...targets.subarray(start, start + last + 1)]);
          }),
        );
    const expected = problems.map(({ question, answer }) => question + answer);
    expect(new Set(expected).size).toBe(16);
    expect(textsOf(0).sort()).toEqual([...expected].sort());
    expect(textsOf(1).sort()).toEqual([...expected].sort());
    expect(textsOf(1)).not.toEqual(textsOf(0));
    learner.dispose();
  });

  test.each(['answer', 'text'])(
    'count the tokens of the %s, each as the next of the one before it',
    (loss) => {
      const learner = freshLearner(override(experiment, [`loss=${loss}`]));
      for (const { tokens: batch } of groupsAt(learner, 1)) {
        problemsOf(batch).forEach(({ question, answer }, row) => {
          const own = batch.weights.subarray(row * batch.length, (row + 1) * batch.length);
          const [asked, said] = [question, answer].map((text) => tokenizer.encode(text).length);
          const first = loss === 'answer' ? asked - 1 : 0;
          const counted = Array.from(own, (_, t) => (t >= first && t < asked + said - 1 ? 1 : 0));
          expect([...own]).toEqual(counted);
        });
      }
      learner.dispose();
    },
  );

  test('come in another order for another seed', () => {
    const [one, other] = [experiment, override(experiment, ['seed=6'])].map((own) => freshLearner(own));
    const orderOf = ({ task }: FreshLearner) =>
      [0, 1, 2, 3].map((update) => task.describe(update).replace(/ \(seed.*/, ''));
    expect(orderOf(one)).not.toEqual(orderOf(other));
    [one, other].forEach((learner) => learner.dispose());
  });

  test('have positions of their own in every update and group, in a range that widens over the first half', () => {
    const learner = freshLearner(experiment);
    for (let update = 0; update < 8; update++) {
      groupsAt(learner, update).forEach(({ tokens }, group) => {
        const maximum = Math.min(400, 100 + (update / 4) * 300);
        expect(Math.max(...tokens.positions)).toBeLessThan(maximum);
        // The same draws as anywhere else: from the run's seed, the update and the group.
        const again = tokenBatch(examplesOf(tokens), {
          loss: 'answer',
          positions: { kind: 'randomised', maximum },
          context: 256,
          pad: tokenizer.pad,
          random: keyed(5, 'positions', update, group),
        });
        expect(again).toEqual(tokens);
      });
    }
    learner.dispose();
  });
});

/** The sequences of a batch, whose answers end with the blank line. */
function examplesOf({ tokens, targets, weights, length, size, promptLengths }: TokenBatch) {
  return Array.from({ length: size }, (_, row) => {
    const last = weights.subarray(row * length, (row + 1) * length).lastIndexOf(1);
    const sequence = [tokens[row * length], ...targets.subarray(row * length, row * length + last + 1)];
    return { tokens: Int32Array.from(sequence), promptLength: promptLengths[row] };
  });
}
