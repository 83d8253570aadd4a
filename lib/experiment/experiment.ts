/** What a training run is: typed data, checked, unknown keys refused. */
import { z } from 'zod';
import { algorithmNames, transnarSamples } from '../dataset/index.ts';
import { metricNames } from '../metric/index.ts';
import { narConfig } from '../model/nar/config.ts';
import { transformerConfig } from '../model/transformer/config.ts';
import { transnarConfig } from '../model/transnar/config.ts';
import { refuseUndrawable } from './drawable-sizes.ts';
import { trainingDraw } from './nar-protocol.ts';
import { count, training } from './training-fields.ts';

/** Samples that are in memory together. */
const batch = count.max(65_536);
const seed = z.int().nonnegative();

/** The schema of names: they become parts of folders. */
export const experimentName = z.string().regex(/^[a-z0-9-]+$/, 'use lower-case letters, digits and hyphens');
const algorithms = z
  .array(z.enum(algorithmNames))
  .nonempty()
  .readonly()
  .superRefine((names, issues) => {
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice)
      issues.addIssue({ code: 'custom', message: `${twice} is named twice: name each algorithm once` });
  });
const sizes = z.array(count).nonempty().readonly();

/** Multi-task training of a neural algorithmic reasoner. */
export const narExperiment = z
  .strictObject({
    name: experimentName,
    seed,
    algorithms,
    model: narConfig,
    data: z.strictObject({
      /** Problem sizes, one a round in turn. */
      sizes,
      /** Samples per update; an update learns one algorithm, and they take turns. */
      batch,
      /**
       * Share of the updates that algorithms get by what they lack, 1 less their score in the last validation; the others
       * are shared equally, as all are before the first. Absent: all, always, and in a fixed order.
       */
      focus: z.number().positive().lt(1).optional(),
    }),
    /**
     * Steps that an update learns, a chunk drawn at random from each batch (the reference's chunked training has 16, one
     * chunk after another): the longest algorithms cost little more than the others. Null: all steps.
     */
    chunk: count.nullable(),
    training,
    /** Validation on samples of one size that training never sees; the best parameters are kept. */
    validation: z.strictObject({
      every: count,
      size: count,
      samples: count,
      /**
       * A second validation at a size that is not trained, on problems drawn as the benchmark's tests, but others than
       * those of any evaluation; it chooses no parameters. Absent: none.
       */
      beyond: z.strictObject({ size: count, samples: count }).optional(),
    }),
  })
  .superRefine(({ algorithms, data, validation: { size, beyond } }, issues) => {
    refuseUndrawable(issues, algorithms, { 'data.sizes': data.sizes, 'validation.size': size }, trainingDraw);
    refuseUndrawable(issues, algorithms, { 'validation.beyond.size': beyond?.size });
    if (beyond && data.sizes.includes(beyond.size)) {
      const message = `size ${beyond.size} is trained (data.sizes): name one that is not`;
      issues.addIssue({ code: 'custom', path: ['validation', 'beyond', 'size'], message });
    }
  });

const tokenizer = z.enum(['names', 'chars', 'indices']);

/** Next-token prediction on ordinary English, before any CLRS-Text. */
export const pretrainingExperiment = z.strictObject({
  name: experimentName,
  seed,
  tokenizer,
  transformer: transformerConfig,
  data: z.strictObject({
    /** A folder of .txt files, or "english": the public-domain texts that come as development packages. */
    text: z.string().min(1),
    /** Windows per update, and tokens in each. */
    batch,
    length: count,
  }),
  training,
});

/** What the weights start from. */
const initialisation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('untrained') }),
  /** A language model of ours, pretrained on English first. */
  z.strictObject({ kind: z.literal('english'), experiment: pretrainingExperiment }),
  /** A checkpoint of ours with the same Transformer. */
  z.strictObject({ kind: z.literal('checkpoint'), path: z.string().min(1) }),
  /** A folder in the layout of GPT-NeoX, such as a download of pythia-70m; its tokenizer is used too. */
  z.strictObject({ kind: z.literal('gpt-neox'), folder: z.string().min(1) }),
]);

/** Training of a language model on CLRS-Text: TransNAR if it has a reasoner to read, else the text-only baseline. */
export const languageExperiment = z
  .strictObject({
    name: experimentName,
    seed,
    algorithms,
    /** Ignored where the initialisation brings a tokenizer. */
    tokenizer,
    initialisation,
    transformer: transformerConfig,
    /** The reading layers and the reasoner that they read; null for the baseline. */
    reader: z
      .strictObject({
        transnar: transnarConfig,
        nar: narExperiment,
        /**
         * The processor's state alone; with the encoded inputs beside it, as the reasoner's decoders see it; or with what
         * they decide.
         */
        state: z.enum(['hidden', 'decoder', 'decisions']),
        /** Frozen: the reasoner stays as it was pretrained; else it is trained on, together with the language model. */
        frozen: z.boolean(),
      })
      .nullable(),
    data: z.strictObject({
      /** Sizes trained on. */
      sizes,
      /** Samples per algorithm and size. */
      samples: count.max(transnarSamples.train),
      /** Whether the text shows the algorithm's steps. */
      hints: z.boolean(),
      /** Whether each element of a list or matrix has its index before it; absent: no, as in the paper. */
      indexHints: z.literal(true).optional(),
      /**
       * With index hints: in training, nodes are called by numbers below this one, drawn anew for each sample and rising,
       * so that a larger problem's indices have all been said. Absent: by their indices, as always when answers are scored.
       */
      indexLabels: count.optional(),
      /** With index labels: they follow one another, from a number drawn. Absent: any. */
      consecutiveLabels: z.literal(true).optional(),
      /** Samples per update, in `groups` of one algorithm and size each. */
      batch,
      groups: count,
    }),
    /** What is learned to say: the answer, or the whole text. */
    loss: z.enum(['answer', 'text']),
    /** What weighs the same in an update: `groups`, whether their answers are long or short; absent: every token. */
    balance: z.literal('groups').optional(),
    training: training.extend({
      /**
       * Ends training before its last update, as soon as the mean score over the algorithms is high enough on problems
       * of the validation split, which are answered every so many updates. Absent: no.
       */
      until: z
        .strictObject({
          metric: z.enum(metricNames),
          value: z.number().min(0).max(1),
          size: count,
          /** Problems of each algorithm. */
          samples: count.max(transnarSamples.validation),
          /** Updates between two looks. */
          every: count,
        })
        .optional(),
    }),
    /** Free-running decoding of fresh samples. */
    evaluation: z.strictObject({ sizes, samples: count.max(transnarSamples.evaluation) }),
  })
  .superRefine(({ reader, algorithms: wanted, data, training: { until }, evaluation }, issues) => {
    const sizes = { 'data.sizes': data.sizes, 'training.until.size': until?.size };
    refuseUndrawable(issues, wanted, { ...sizes, 'evaluation.sizes': evaluation.sizes });
    const known = reader ? new Set(reader.nar.algorithms) : new Set(wanted);
    const missing = wanted.filter((algorithm) => !known.has(algorithm));
    if (missing.length > 0) {
      issues.addIssue({ code: 'custom', message: `the reasoner was not trained on ${missing.join(', ')}` });
    }
    if (data.indexLabels !== undefined && !data.indexHints) {
      const message = 'needs index hints, which say what each node is called: data.indexHints=true';
      issues.addIssue({ code: 'custom', path: ['data', 'indexLabels'], message });
    }
    if (data.consecutiveLabels && data.indexLabels === undefined) {
      const message = 'needs index labels, which it draws in a row: data.indexLabels=64';
      issues.addIssue({ code: 'custom', path: ['data', 'consecutiveLabels'], message });
    }
  });

/** A reasoner and what it learns from, as `narExperiment` has it. */
export type NarExperiment = z.infer<typeof narExperiment>;

/** A language model that reads English, as `pretrainingExperiment` has it. */
export type PretrainingExperiment = z.infer<typeof pretrainingExperiment>;

/** A language model and what it learns from, as `languageExperiment` has it. */
export type LanguageExperiment = z.infer<typeof languageExperiment>;

/** The experiment, if it is one. Throws one message that names every field that is wrong, and begins with `what`. */
export function checkExperiment<T>(schema: z.ZodType<T>, experiment: unknown, what = 'The experiment'): T {
  const { success, data, error } = schema.safeParse(experiment);
  if (success) return data;
  const problems = error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  );
  throw new Error(`${what} is not valid: ${problems.join('; ')}.`);
}
