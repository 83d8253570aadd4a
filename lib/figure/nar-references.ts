/** What others have published about the reasoner, as marks beside our scores. */
import type { PublishedNar } from '../analysis/paper-values.ts';
import { algorithm, clrs30 } from '../dataset/index.ts';
import { type Grouping, groupLabel } from './means.ts';
import { readable } from './theme.ts';

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
  readonly provenance: string;
}

const provenances = { read: 'published', unverified: 'published, unverified' } as const;

/** The encoding of where a number was seen; `range` is for those read, then for the unverified. */
export function byProvenance(references: readonly Reference[], range: readonly string[]) {
  const present = Object.values(provenances).map((name) =>
    references.some((each) => each.provenance === name),
  );
  const kept = <T>(values: readonly T[]) => values.filter((_, index) => present[index]);
  return {
    field: 'provenance',
    type: 'nominal' as const,
    title: null,
    scale: { domain: kept(Object.values(provenances)), range: kept(range) },
    legend: { orient: 'top' as const },
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
      ? byFamily.scores.map((score) => ({
          ...score,
          algorithm: heading(groupLabel(score.family, members(score.family))),
        }))
      : byAlgorithm.scores.map((score) => ({ ...score, algorithm: heading(score.algorithm) }));
  return named
    .filter(({ algorithm }) => panels.includes(algorithm))
    .map(({ algorithm, value, provenance }) => ({
      algorithm,
      size,
      published: value,
      provenance: provenances[provenance],
    }));
}

/** What stands under the title. */
export function referenceNote(published: PublishedNar, by: NarGrouping): string[] {
  const { source } = by === 'family' ? published.families : published.algorithms;
  return [`published: Triplet-GMPNN at size ${published.size}, one model for each algorithm`, source];
}
