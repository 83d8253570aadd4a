/** What a campaign is: typed data, checked, unknown keys refused. A base experiment, and a grid of changes to it. */
import { z } from 'zod';
import { algorithmNames } from '../dataset/index.ts';
import { experimentName, variants } from '../experiment/index.ts';
import { type BaseName, bases } from '../experiment/presets.ts';

/** Fields to change, as `override` takes them: `training.updates=100`. */
const changes = z.array(z.string()).readonly();
const axis = <T extends z.ZodType>(value: T) => z.array(value).nonempty().readonly();
const models = axis(z.enum(['transformer', 'transnar', 'distilled']));

/** The schema of campaigns: `parse` throws for unknown keys, and for axes without a value. */
export const campaign = z.strictObject({
  name: experimentName,
  /** What it is for, in a sentence. */
  about: z.string().min(1),
  /** The experiments that its cells are made of. */
  preset: z.enum(Object.keys(bases) as [BaseName, ...BaseName[]]),
  /**
   * Changes to all cells. Here and in variants, `reader.` fields are changed only where there is a reader, and
   * `initialisation.experiment.` fields only where there is pretraining. Of a distilled model both are changed, student and
   * teacher, and `loss.` fields are its own.
   */
  set: changes,
  seeds: axis(z.int().nonnegative()),
  algorithmSets: axis(
    z.strictObject({
      name: experimentName,
      algorithms: z.union([z.literal('preset'), axis(z.enum(algorithmNames))]),
    }),
  ),
  /** Variants that ship, by name, or changes under a name of their own; both may be for some models only. */
  variants: axis(
    z.union([
      z.enum(variants.map((variant) => variant.name)),
      z.strictObject({ name: experimentName, set: changes, models: models.optional() }),
    ]),
  ),
  initialisations: axis(z.enum(['untrained', 'pretrained'])),
  models,
});

/** A grid of experiments, as its schema `campaign` has it. */
export type Campaign = z.infer<typeof campaign>;
