/** What to type to make a run again: the name of an experiment that ships, and what was changed in it. */
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../store/json.ts';
import { fieldDifferences } from './field-differences.ts';
import type { Experiment } from './kinds.ts';
import type { Models, Preset } from './preset.ts';
import { type BaseName, bases } from './presets.ts';

/** The experiments that ship, each called after its model, its preset, and whether it starts from English. */
type Shipped = { readonly [M in 'nar' | 'english' as `${M}-${BaseName}`]: Preset[M] } & {
  readonly [M in keyof Models as `${M}-${BaseName}${'' | '-pretrained'}`]: Models[M];
};

/** The names of the experiments that ship. */
export type ExperimentName = keyof Shipped;

/** All experiments that ship, by name. */
export const experiments = Object.fromEntries(
  Object.entries(bases).flatMap(([base, { nar, english, pretrained, ...untrained }]) => [
    [`nar-${base}`, nar],
    [`english-${base}`, english],
    ...models(untrained, base),
    ...models(pretrained, `${base}-pretrained`),
  ]),
) as unknown as Shipped;

/** The experiment that ships under a name, if one does. */
export const shippedAs = (name: ExperimentName | (string & {})): Experiment | undefined =>
  Object.hasOwn(experiments, name) ? experiments[name as ExperimentName] : undefined;

function models({ transnar, transformer, distilled }: Models, label: string): [string, Experiment][] {
  return Object.entries({ transnar, transformer, distilled }).map(([model, each]) => [
    `${model}-${label}`,
    each,
  ]);
}

/** The name of an experiment that ships, and the experiment. */
export type NamedExperiment = readonly [ExperimentName, Experiment];

/**
 * What an experiment was made from: of those that ship and whose runs are called as its own, the one that it differs from in
 * the fewest fields. Undefined where none is called so.
 */
export function baseOf(experiment: Pick<Experiment, 'name'>): NamedExperiment | undefined {
  const [nearest] = (Object.entries(experiments) as NamedExperiment[])
    .filter(([, { name }]) => name === experiment.name)
    .map((base) => ({ base, far: fieldDifferences([base[1], experiment]).length }))
    .sort((a, b) => a.far - b.far);
  return nearest?.base;
}

/** What to type to make the run again: the experiment that it was made from, and what was changed in it. */
export function commandOf(verb: string, experiment: Experiment): string {
  const base = baseOf(experiment);
  if (!base) {
    return `npx transnar ${verb} ${experiment.name} # an experiment of its own: its manifest.json holds the configuration`;
  }
  const [name, shipped] = base;
  const changes = differences(shipped, experiment).map((change) => ` --set ${quoted(change)}`);
  return `npx transnar ${verb} ${name}${changes.join('')}`;
}

/** One word of a shell, whatever is in it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Fields of `changed` that differ from `base`, as `override` takes them; a record that lost a field is given whole. */
export function differences(base: unknown, changed: unknown, path: readonly string[] = []): string[] {
  if (isDeepStrictEqual(base, changed)) return [];
  const whole = !isRecord(base) || !isRecord(changed) || Object.keys(base).some((key) => !(key in changed));
  if (whole) return [`${path.join('.')}=${JSON.stringify(changed)}`];
  return Object.keys(changed).flatMap((key) => differences(base[key], changed[key], [...path, key]));
}
