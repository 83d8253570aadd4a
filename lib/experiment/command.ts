/** What to type to make a run again: the name of an experiment that ships, and what was changed in it. */
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../store/json.ts';
import type { Experiment } from './kinds.ts';
import type { Models, Preset } from './preset.ts';
import { type PresetName, presets } from './presets.ts';

/** The experiments that ship, each called after its model, its preset, and whether it starts from English. */
type Shipped = { readonly [M in 'nar' | 'english' as `${M}-${PresetName}`]: Preset[M] } & {
  readonly [M in keyof Models as `${M}-${PresetName}${'' | '-pretrained'}`]: Models[M];
};

/** The names of the experiments that ship. */
export type ExperimentName = keyof Shipped;

/** All experiments that ship, by name. */
export const experiments = Object.fromEntries(
  Object.values(presets)
    .flatMap(({ nar, english, pretrained, ...untrained }) => [
      nar,
      english,
      ...models(untrained),
      ...models(pretrained),
    ])
    .map((experiment) => [experiment.name, experiment]),
) as unknown as Shipped;

/** The experiment that ships under a name, if one does. */
export const shippedAs = (name: ExperimentName | (string & {})): Experiment | undefined =>
  Object.hasOwn(experiments, name) ? experiments[name as ExperimentName] : undefined;

function models({ transnar, transformer, distilled }: Models): Experiment[] {
  return [transnar, transformer, distilled];
}

/** What to type to make the run again: the experiment of that name, and what was changed in it. */
export function commandOf(verb: string, experiment: Experiment): string {
  const shipped = shippedAs(experiment.name);
  const changes = shipped
    ? differences(shipped, experiment).map((change) => ` --set ${quoted(change)}`)
    : [` # an experiment of its own: its manifest.json holds the configuration`];
  return `npx transnar ${verb} ${experiment.name}${changes.join('')}`;
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
