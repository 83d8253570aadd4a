/** What training a reasoner is: typed data, checked. */
import { z } from 'zod';
import { narConfig } from '../model/nar/config.ts';
import { refuseUndrawable } from './drawable-sizes.ts';
import { trainingDraw } from './nar-protocol.ts';
import { algorithms, batch, experimentName, seed, sizes } from './shared-fields.ts';
import { count, training } from './training-fields.ts';

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

/** A reasoner and what it learns from, as `narExperiment` has it. */
export type NarExperiment = z.infer<typeof narExperiment>;
