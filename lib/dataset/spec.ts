/**
 * The vocabulary of CLRS-30 (arXiv 2205.15659, section 3): every probe of an algorithm has a stage, a location and a
 * type. Encoders, decoders, losses, metrics and text are driven by this data, never by an algorithm's name.
 */

/** When a probe can be seen: before the first step, after the last, at every step. */
export const stages = ['input', 'output', 'hint'] as const;

/** What a probe can belong to. */
export const locations = ['node', 'edge', 'graph'] as const;

/** The types of probes, under the reference's names. */
export const probeTypes = [
  'scalar',
  'mask',
  'mask_one',
  'categorical',
  'pointer',
  'should_be_permutation',
  'permutation_pointer',
] as const;

/** When a probe is seen: one of `stages`. */
export type Stage = (typeof stages)[number];

/** What a probe belongs to: each node, each pair of nodes, or the graph. */
export type Location = (typeof locations)[number];

/** What the values of a probe mean: one of `probeTypes`. */
export type ProbeType = (typeof probeTypes)[number];

/** What one probe is; `classes` is the number of classes of a categorical probe, else 0. */
export interface ProbeSpec<
  S extends Stage = Stage,
  L extends Location = Location,
  T extends ProbeType = ProbeType,
> {
  readonly stage: S;
  readonly location: L;
  readonly type: T;
  readonly classes: number;
}

/** All probes of an algorithm by name; the order is the order of features and of text. */
export type Spec = Readonly<Record<string, ProbeSpec>>;

const probe =
  <const S extends Stage>(stage: S) =>
  <const L extends Location, const T extends ProbeType>(
    location: L,
    type: T,
    classes = 0,
  ): ProbeSpec<S, L, T> => ({
    stage,
    location,
    type,
    classes,
  });

/** A probe that is seen before the first step: `input('edge', 'scalar')`. */
export const input = probe('input');

/** A probe that is asked for after the last step: `output('node', 'mask')`. */
export const output = probe('output');

/** A probe that is seen at every step: `hint('node', 'pointer')`. */
export const hint = probe('hint');

/** Numbers per instance: n nodes, C classes; mask_one and categorical are one-hot, permutation pointers n x n. */
export function probeShape({ location, type, classes }: Omit<ProbeSpec, 'stage'>, nodes: number): number[] {
  const items = location === 'node' ? [nodes] : location === 'edge' ? [nodes, nodes] : [];
  if (type === 'categorical') return [...items, classes];
  if (type === 'permutation_pointer') return [...items, nodes];
  return items;
}
