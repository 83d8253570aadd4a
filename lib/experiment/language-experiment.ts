/** What training a language model on CLRS-Text is: typed data, checked. */
import { z } from 'zod';
import { transnarSamples } from '../dataset/index.ts';
import { metricNames } from '../metric/index.ts';
import { transformerConfig } from '../model/transformer/config.ts';
import { transnarConfig } from '../model/transnar/config.ts';
import { refuseUndrawable } from './drawable-sizes.ts';
import { narExperiment } from './nar-experiment.ts';
import { pretrainingExperiment } from './pretraining-experiment.ts';
import { algorithms, batch, experimentName, seed, sizes, tokenizer } from './shared-fields.ts';
import { count, training } from './training-fields.ts';

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

/** A language model and what it learns from, as `languageExperiment` has it. */
export type LanguageExperiment = z.infer<typeof languageExperiment>;
