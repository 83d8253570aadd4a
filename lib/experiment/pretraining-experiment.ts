/** What reading English is: typed data, checked. */
import { z } from 'zod';
import { transformerConfig } from '../model/transformer/config.ts';
import { batch, experimentName, seed, tokenizer } from './shared-fields.ts';
import { count, training } from './training-fields.ts';

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

/** A language model that reads English, as `pretrainingExperiment` has it. */
export type PretrainingExperiment = z.infer<typeof pretrainingExperiment>;
