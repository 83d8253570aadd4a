/** Experiments with a variant's changes, and which variants an experiment has the changes of. */
import { baseOf, differences } from './command.ts';
import { learningPart } from './distillation-experiment.ts';
import { type Experiment, kindOf } from './kinds.ts';
import { override } from './override.ts';
import type { Models } from './preset.ts';
import { type Variant, type VariantName, variantNamed, variants, wholeOnes } from './variants.ts';

/** One of a preset's models, changed. Throws if the variant is not for it. */
export function applyVariant<M extends keyof Models>(variant: Variant, of: Models, model: M): Models[M] {
  return changedBy(variant, of[model], model);
}

/** An experiment with the changes of a variant that ships. Throws for an unknown one, and if it is not for such a model. */
export function withVariant(experiment: Experiment, name: VariantName | (string & {})): Experiment {
  const variant = variantNamed(name);
  const kind = kindOf(experiment);
  if (kind === 'student') return changedBy(variant, experiment as Models['distilled'], 'distilled');
  if (kind !== 'text') {
    throw new Error(`The variant ${name} is for ${variant.models.join(' and ')}, not ${experiment.name}.`);
  }
  const language = experiment as Models['transnar'];
  return changedBy(variant, language, language.reader ? 'transnar' : 'transformer');
}

/**
 * An experiment with the changes of several variants. Throws as {@link withVariant}, and if two of them set one field to
 * different values: which of them is meant would depend on their order.
 */
export function withVariants(experiment: Experiment, names: readonly string[]): Experiment {
  const setBy = new Map<string, { readonly name: string; readonly change: string }>();
  for (const name of names) {
    for (const change of differences(experiment, withVariant(experiment, name))) {
      const [field] = change.split('=', 1);
      const before = setBy.get(field);
      if (before && before.change !== change) {
        throw new Error(
          `The variants ${before.name} and ${name} do not go together: one sets ${before.change}, the other ${change}. ` +
            'Choose one of them, and change the field with --set.',
        );
      }
      setBy.set(field, { name, change });
    }
  }
  return names.reduce<Experiment>(withVariant, experiment);
}

function changedBy<E extends Models[keyof Models]>(
  { name, models, changes }: Variant,
  base: E,
  model: keyof Models,
): E {
  if (!models.includes(model))
    throw new Error(`The variant ${name} is for ${models.join(' and ')}, not ${model}.`);
  return override(base, changes(learningPart(base)));
}

/**
 * What distinguishes an experiment from the shipped one that it was made from, for result rows: the names of the variants whose
 * changes it has, joined by "+", else "default"; of a distillation, those of its student. Seeds, durations and the like make
 * no variant.
 */
export function variantOf(experiment: Experiment): string {
  const base = baseOf(experiment);
  const shipped = base && learningPart(base[1]);
  if (!shipped || !('transformer' in shipped && 'reader' in shipped)) return 'default';
  const changed = new Set(differences(shipped, learningPart(experiment)));
  const model = shipped.reader ? 'transnar' : 'transformer';
  const found = variants
    .filter(({ models }) => models.includes(model))
    .map(({ name, changes }) => ({
      name,
      needed: new Set(differences(shipped, override(shipped, changes(shipped)))),
    }))
    .filter(({ needed }) => needed.size > 0 && [...needed].every((change) => changed.has(change)));
  return (
    wholeOnes(found)
      .map(({ name }) => name)
      .join('+') || 'default'
  );
}
