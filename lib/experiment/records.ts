/** Records of learning speed, as data: which algorithms, which target, and the row that an attempt leaves. */
import { z } from 'zod';
import { transnarSizes } from '../dataset/index.ts';
import { checkExperiment } from './check-experiment.ts';
import { languageExperiment, type LanguageExperiment } from './language-experiment.ts';
import { experimentName } from './shared-fields.ts';
import { fieldDifferences } from './field-differences.ts';
import { override } from './override.ts';
import { firstLaptop } from './first-laptop.ts';

/** What is learned: one target for each set and model. */
export const recordSets = {
  searches: ['minimum', 'binary_search'],
  four: ['minimum', 'insertion_sort', 'bfs', 'naive_string_matcher'],
  ten: firstLaptop.transformer.algorithms,
} as const satisfies Readonly<Record<string, LanguageExperiment['algorithms']>>;

/** The name of one of `recordSets`. */
export type RecordSet = keyof typeof recordSets;

/** The names of `recordSets`. */
export const recordSetNames = Object.keys(recordSets) as [RecordSet, ...RecordSet[]];

/** The models that a record can be set with. */
export const recordModels = ['transformer', 'transnar'] as const;

/** The mean score over the algorithms that ends an attempt, on 100 problems of each that training never sees. */
export const recordTarget = { metric: 'clrs', value: 0.95, size: 12, samples: 100, every: 100 } as const;

/** One training towards a record. */
export interface RecordAttempt {
  readonly set: RecordSet;
  readonly model: (typeof recordModels)[number];
  /** What is tried, as `override` takes it, on the model from scratch of the preset `laptop` as it was first. */
  readonly changes: readonly string[];
  readonly seed: number;
}

/** What no attempt changes: the problems and their text, and what is looked at. */
const ruled = [
  'algorithms',
  'data.indexHints',
  'data.indexLabels',
  'data.consecutiveLabels',
  ...['metric', 'value', 'size', 'samples'].map((field) => `training.until.${field}`),
];

/** Sizes that are for evaluation alone: nothing is chosen by them. */
const unseen: readonly number[] = transnarSizes.evaluation.filter(
  (size) => !(transnarSizes.train as readonly number[]).includes(size),
);

/** The experiment of an attempt. Throws if a change is wrong, or against the rules of docs/records.md. */
export function recordExperiment({ set, model, changes, seed }: RecordAttempt): LanguageExperiment {
  const base = override(firstLaptop[model], [
    `algorithms=${JSON.stringify(recordSets[set])}`,
    `training.until=${JSON.stringify(recordTarget)}`,
    `evaluation.sizes=${JSON.stringify([recordTarget.size])}`, // Not even how long a text of others is.
  ]);
  const experiment = checkExperiment(languageExperiment, override(base, [...changes, `seed=${seed}`]));
  const broken = fieldDifferences([base, experiment]).find(({ what }) => ruled.some(overlaps(what)));
  if (broken) {
    throw new Error(`A record cannot change ${broken.what}: it is the same for all (docs/records.md).`);
  }
  const seen = experiment.data.sizes.filter((size) => unseen.includes(size));
  if (seen.length === 0) return experiment;
  throw new Error(
    `A record cannot train on ${seen.join(' and ')}: sizes that are for evaluation (docs/records.md).`,
  );
}

/** Whether one of two fields is the other or in it. */
const overlaps = (a: string) => (b: string) => `${a}.`.startsWith(`${b}.`) || `${b}.`.startsWith(`${a}.`);

/** What an attempt left: one line of data/results/records.jsonl. */
export const recordRow = z.strictObject({
  set: z.enum(recordSetNames),
  model: z.enum(recordModels),
  /** What was tried, in one line; attempts of one line differ in their seeds alone. */
  change: z.string().min(1),
  seed: z.int().nonnegative(),
  /** Whether the target was reached, and the last mean score. */
  reached: z.boolean(),
  score: z.number().min(0).max(1),
  /** Tokens that were learned from until then, padding included: what travels between machines. */
  tokens: z.int().nonnegative(),
  updates: z.int().nonnegative(),
  /** The mean score at each look, by the tokens until then; absent in rows of before this was kept. */
  curve: z
    .array(z.strictObject({ tokens: z.int().nonnegative(), score: z.number().min(0).max(1) }))
    .readonly()
    .optional(),
  /** Of training on one thread, and of looking whether the target is reached, which is not counted in it. */
  seconds: z.number().nonnegative(),
  checking: z.number().nonnegative(),
  /** The run's folder, and its whole configuration. */
  run: experimentName,
  experiment: languageExperiment,
  command: z.string().min(1),
  commit: z.string().min(1),
  /** The processor and the engine; times of a machine that did other things as well are upper bounds. */
  hardware: z.string().min(1),
  date: z.iso.datetime({ offset: true }),
});

/** What an attempt took, as its schema `recordRow` has it. */
export type RecordRow = z.infer<typeof recordRow>;
