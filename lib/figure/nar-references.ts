/** What others have published about the reasoner, as marks beside our scores. */
import type { PublishedNar } from '../analysis/paper-values.ts';
import { algorithm, clrs30 } from '../dataset/index.ts';
import { type Grouping, groupLabel } from './means.ts';
import { palette, readable } from './theme.ts';

export type NarGrouping = Exclude<Grouping, 'all'>;

/** A panel's name in lines that are short enough for its width. */
export const heading = (name: string): string =>
  readable(name)
    .replace(/(.{1,18})( |$)/g, '$1\n')
    .trimEnd();

/** A published score in the panel named `algorithm`. */
export interface Reference {
  readonly algorithm: string;
  readonly size: number;
  readonly published: number;
  /** Whose it is, or how far it can be trusted. */
  readonly mark: string;
}

const provenances = { read: 'published', unverified: 'published, unverified' } as const;

const looks = [
  { shape: 'diamond', colour: palette.black },
  { shape: 'cross', colour: palette.grey },
  { shape: 'triangle-up', colour: palette.vermillion },
] as const;

/** The encoding of whose the scores are: shapes and their colours, names in alphabetical order. */
export function marksOf(references: readonly Reference[]) {
  const names = [...new Set(references.map(({ mark }) => mark))].sort();
  const encoding = (range: readonly string[]) => ({
    field: 'mark',
    type: 'nominal' as const,
    title: null,
    scale: { domain: names, range: range.slice(0, names.length) },
    legend: { orient: 'top' as const },
  });
  return {
    stroke: encoding(looks.map(({ colour }) => colour)),
    shape: encoding(looks.map(({ shape }) => shape)),
  };
}

/** The published scores of the panels that are drawn; a family's only where the panel is of all its algorithms in CLRS-30. */
export function referencesOf(
  { size, algorithms: byAlgorithm, families: byFamily }: PublishedNar,
  by: NarGrouping,
  panels: readonly string[],
): Reference[] {
  const members = (family: string) => clrs30.filter((name) => algorithm(name).family === family).length;
  const named =
    by === 'family'
      ? byFamily.models.flatMap(({ model, scores }) =>
          scores.map(({ family, value }) => ({
            algorithm: heading(groupLabel(family, members(family))),
            published: value,
            mark: model,
          })),
        )
      : byAlgorithm.scores.map(({ algorithm: name, value, provenance }) => ({
          algorithm: heading(name),
          published: value,
          mark: provenances[provenance],
        }));
  return named
    .filter((reference) => panels.includes(reference.algorithm))
    .map((reference) => ({ ...reference, size }));
}

/** What stands under the title. */
export function referenceNote({ size, algorithms, families }: PublishedNar, by: NarGrouping): string[] {
  const where = `at size ${size}, one model for each algorithm`;
  return by === 'family'
    ? [`marks: published ${where}`, families.source]
    : [`published: Triplet-GMPNN ${where}`, algorithms.source];
}
