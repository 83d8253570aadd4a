/** What a language model learns in an update on CLRS-Text. */
import type * as tf from '@tensorflow/tfjs';
import { type Tokenizer, formatSample, transnarSampleAt } from '../dataset/index.ts';
import {
  type SampleGroup,
  type TokenBatch,
  batchPlan,
  encodeExample,
  schemeAt,
  tokenBatch,
} from '../model/language-data/index.ts';
import type { LanguageModel } from '../model/transformer/language-model.ts';
import { languageLoss } from '../model/transformer/loss.ts';
import type { BankedProblem } from '../model/transnar/memory-bank.ts';
import { type Recall, type Recalled, recallNothing } from '../model/transnar/recall.ts';
import { keyed } from '../random/index.ts';
import type { LanguageExperiment } from '../experiment/index.ts';
import { drawLabels } from './index-labels.ts';
import type { Task } from './loop/task.ts';

/** Samples of one algorithm and size: tokens, and what the reader reads of each problem. */
export interface Group {
  readonly tokens: TokenBatch;
  readonly recalled: Recalled;
}

/** Which groups, by the tokens of all, are to be learned from here: nothing is recalled for the others. */
export type Own = (tokens: readonly TokenBatch[]) => (group: number) => boolean;

/** Its batches are made at once. */
export interface LanguageTask<G extends Group = Group> extends Task<readonly G[]> {
  batch(update: number, own?: Own): readonly G[];
  release(groups: readonly G[]): void;
}

/** Tokens that are computed for some groups, padding included. */
export function tokenCount(groups: readonly Group[]): number {
  return groups.reduce((sum, { tokens }) => sum + tokens.size * tokens.length, 0);
}

/** One loss for each group. Every token that counts weighs the same, whichever group it is in, or every group does. */
export function weighted<G extends Pick<Group, 'tokens'>>(
  groups: readonly G[],
  balance: LanguageExperiment['balance'],
  loss: (group: G) => tf.Scalar,
): readonly (() => tf.Scalar)[] {
  const weightOf = ({ tokens }: G) => (balance === 'groups' ? 1 : tokens.weight);
  const weight = groups.reduce((sum, group) => sum + weightOf(group), 0);
  return groups.map((group) => () => loss(group).mul(weightOf(group) / weight));
}

/** What an update needs at a time is what its largest group does. */
function smallerGroups({ batch, groups }: LanguageExperiment['data']): string {
  const more = Array.from({ length: batch }, (_, i) => i + 1).find(
    (count) => count >= 2 * groups && batch % count === 0,
  );
  if (more === undefined) return 'Take a smaller model, or a smaller data.batch.';
  return (
    `Groups of ${batch / more} samples instead of ${batch / groups} need less at a time: --set data.groups=${more}. ` +
    '"transnar plan" says what they take.'
  );
}

/** Learning to answer CLRS-Text; `recall` gives what the model reads of its problems. */
export function languageTask(
  experiment: LanguageExperiment,
  model: LanguageModel,
  parameters: ReadonlyMap<string, tf.Variable>,
  tokenizer: Tokenizer,
  recall: Recall,
): LanguageTask {
  const { data, algorithms, seed } = experiment;
  const cells = algorithms.flatMap((algorithm) =>
    data.sizes.map((size) => ({ algorithm, size, samples: data.samples })),
  );
  const plan = batchPlan({ seed, cells, batch: data.batch, groups: data.groups });

  const problemsOf = ({ algorithm, size, indices }: SampleGroup) =>
    Array.from(indices, (index) => ({
      key: `${algorithm} ${size} ${index}`,
      trajectory: transnarSampleAt('train', algorithm, size, seed, index),
    }));
  const labelled = (problems: readonly BankedProblem[], update: number, group: number) => {
    const { indexLabels: below, consecutiveLabels: consecutive } = data;
    if (below === undefined) return problems;
    const random = keyed(seed, 'labels', update, group);
    return problems.map((problem) => ({
      ...problem,
      labels: drawLabels(problem.trajectory.nodes, { below, consecutive }, random),
    }));
  };
  const tokensOf = (problems: readonly BankedProblem[], update: number, group: number): TokenBatch => {
    const examples = problems.map(({ trajectory, labels }) =>
      encodeExample(formatSample(trajectory, { ...data, labels }), tokenizer),
    );
    const longest = Math.max(...examples.map(({ tokens }) => tokens.length));
    return tokenBatch(examples, {
      loss: experiment.loss,
      positions: schemeAt(model.config.positions, update / experiment.training.updates, longest),
      context: model.config.context,
      pad: tokenizer.pad,
      random: keyed(seed, 'positions', update, group),
    });
  };

  return {
    parameters,
    batch(update, own = () => () => true) {
      const problems = plan.at(update).map((drawn, group) => labelled(problemsOf(drawn), update, group));
      const tokens = problems.map((each, group) => tokensOf(each, update, group));
      const isOwn = own(tokens);
      return tokens.map((each, group) => ({
        tokens: each,
        recalled: (isOwn(group) ? recall : recallNothing)(problems[group]),
      }));
    },
    losses: (groups) =>
      weighted(groups, experiment.balance, ({ tokens, recalled }) =>
        languageLoss(model, tokens, recalled.memories()),
      ),
    tokens: tokenCount,
    smaller: smallerGroups(data),
    release: (groups) => groups.forEach(({ recalled }) => recalled.dispose()),
    describe: (update) =>
      plan
        .at(update)
        .map(({ algorithm, size, indices }) => `${algorithm} of size ${size}, samples ${indices.join(' ')}`)
        .join('; ') + ` (seed ${seed})`,
  };
}
