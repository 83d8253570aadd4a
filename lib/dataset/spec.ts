/**
 * The vocabulary of CLRS-30 (arXiv 2205.15659, section 3): every probe of an algorithm has a stage, a location and a
 * type. Encoders, decoders, losses, metrics and text are driven by this data, never by an algorithm's name.
 */
export const stages = ['input', 'output', 'hint'] as const;
export const locations = ['node', 'edge', 'graph'] as const;
export const probeTypes = [
  'scalar',
  'mask',
  'mask_one',
  'categorical',
  'pointer',
  'should_be_permutation',
  'permutation_pointer',
] as const;

export type Stage = (typeof stages)[number];
export type Location = (typeof locations)[number];
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

export const input = probe('input');
export const output = probe('output');
export const hint = probe('hint');

/** Numbers per instance: n nodes, C classes; mask_one and categorical are one-hot, permutation pointers n x n. */
export function probeShape({ location, type, classes }: Omit<ProbeSpec, 'stage'>, nodes: number): number[] {
  const items = location === 'node' ? [nodes] : location === 'edge' ? [nodes, nodes] : [];
  if (type === 'categorical') return [...items, classes];
  if (type === 'permutation_pointer') return [...items, nodes];
  return items;
}
