/** Named departures from a preset's models: what each tests, and why. Ablations take away, remedies add. */
import type { LanguageExperiment } from './language-experiment.ts';
import type { Models } from './preset.ts';

/** One departure, as data. */
export interface Variant<Name extends string = string> {
  readonly name: Name;
  readonly kind: 'ablation' | 'remedy';
  /** The models that it applies to. */
  readonly models: readonly (keyof Models)[];
  /** What is set, as `override` takes it, given the experiment of the preset. */
  readonly changes: (base: LanguageExperiment) => readonly string[];
  /** The question that it answers. */
  readonly tests: string;
  /** What the paper says about it, or what else speaks for it. */
  readonly why: string;
}

const reading = ['transnar'] as const;
const both = ['transnar', 'transformer'] as const;
const always =
  (...changes: readonly string[]) =>
  () =>
    changes;

/** Twice the elements' tokens: the same problems have to fit, and answers to them. Texts that have hints already have the room. */
const indexHints: Variant['changes'] = ({ data, transformer }) => [
  'data.indexHints=true',
  `transformer.context=${(data.indexHints ? 1 : 2) * transformer.context}`,
];

/** Every number is said in training, and a memory's nodes have their numbers. */
const labelsInARow: Variant['changes'] = (experiment) => [
  ...indexHints(experiment),
  'data.indexLabels=64',
  'data.consecutiveLabels=true',
  ...(experiment.reader ? ['reader.transnar.indexFeatures=32'] : []),
];

const records = [
  {
    name: 'sequential-positions',
    kind: 'ablation',
    models: both,
    changes: always('transformer.positions={"kind":"sequential"}'),
    tests: 'Does the lead at unseen sizes need randomised positions?',
    why: 'The paper (appendix) finds no lead without them where the baseline is at zero.',
  },
  {
    name: 'sum',
    kind: 'ablation',
    models: reading,
    changes: always('reader.transnar.combine=sum'),
    tests: 'Is a sum of what is read from nodes and edges enough?',
    why: 'Tried in the paper (section 3), without gain over concatenation and a linear layer.',
  },
  {
    name: 'mlp',
    kind: 'ablation',
    models: reading,
    changes: always('reader.transnar.combine=mlp'),
    tests: 'Does a two-layer network combine nodes and edges better?',
    why: 'Tried in the paper (section 3), without gain.',
  },
  {
    name: 'gram-schmidt',
    kind: 'ablation',
    models: reading,
    changes: always('reader.transnar.combine=gram-schmidt'),
    tests: 'Does it help to keep from the edges only what the nodes do not say?',
    why: 'Tried in the paper (section 3), without gain.',
  },
  {
    name: 'nodes-only',
    kind: 'ablation',
    models: reading,
    changes: always('reader.transnar.combine=nodes-only'),
    tests: 'What do the edge embeddings give?',
    why: 'They are most of the cost of reading: N^2 keys beside N.',
  },
  {
    name: 'decoder-state',
    kind: 'ablation',
    models: reading,
    changes: always('reader.state=decoder'),
    tests: 'Is something missing in the processor state that the encoded inputs have?',
    why: "The reasoner's own decoders see both; the paper does not say which of them is read.",
  },
  {
    name: 'trained-reasoner',
    kind: 'ablation',
    models: reading,
    changes: always('reader.frozen=false'),
    tests: 'Does the reasoner have to stay frozen?',
    why: 'Frozen in the paper, so that it cannot unlearn what carries over to other sizes.',
  },
  {
    name: 'index-features',
    kind: 'remedy',
    models: reading,
    changes: always('reader.transnar.indexFeatures=16'),
    tests: 'Is an index lost because the memory does not show it?',
    why: 'Answers name nodes by index, and the memory shows only their positions relative to the size.',
  },
  {
    name: 'index-hints',
    kind: 'remedy',
    models: both,
    changes: indexHints,
    tests: 'Is an index lost because the text does not show it?',
    why: 'The remedy that the paper names for its four losses (Zhou et al., arXiv 2310.16028).',
  },
  {
    name: 'index-labels',
    kind: 'remedy',
    models: both,
    changes: (experiment) => [...indexHints(experiment), 'data.indexLabels=64'],
    tests: 'Is an index lost because it is one that training never said?',
    why: 'Sizes above those of training have indices above theirs: so every index is said in training, at any size.',
  },
  {
    name: 'labels-in-a-row',
    kind: 'remedy',
    models: both,
    changes: labelsInARow,
    tests: 'Is an element lost because neither text nor memory tells it from its neighbours?',
    why: 'Every number is said in training, in text and memory, and answers go through them one by one.',
  },
  {
    name: 'index-tokens',
    kind: 'remedy',
    models: both,
    changes: (experiment) => [...labelsInARow(experiment), 'tokenizer=indices'],
    tests: 'Does a list go on too long because its last number ends in 9?',
    why: 'Digits say which number comes next, and where the first one changes that is rarely seen: so no number has digits.',
  },
  {
    name: 'wider-reading',
    kind: 'remedy',
    models: reading,
    changes: ({ reader }) => {
      if (!reader) return [];
      const { heads, width, feedForward } = reader.transnar;
      return [
        `reader.transnar.heads=${2 * heads}`,
        `reader.transnar.width=${2 * width}`,
        `reader.transnar.feedForward=${2 * feedForward}`,
      ];
    },
    tests: 'Is the cross-attention too narrow to pass on what the reasoner knows?',
    why: 'More cross-attention capacity is the other remedy that the paper names for its losses.',
  },
  {
    name: 'decisions',
    kind: 'remedy',
    models: reading,
    changes: always('reader.state=decisions'),
    tests: 'Is what the reasoner decides hard to read from its state?',
    why: 'Its decoders compare nodes pair by pair, which tokens that attend to them one by one cannot.',
  },
  {
    name: 'progressive',
    kind: 'remedy',
    models: reading,
    changes: always('reader.transnar.steps=progressive'),
    tests: 'Does it help to follow the algorithm layer by layer?',
    why: 'Named in the paper as future work: early layers read early steps of the reasoner.',
  },
  {
    name: 'distilled',
    kind: 'remedy',
    models: ['distilled'],
    changes: always(),
    tests: 'Does a text-only Transformer learn from TransNAR what it does not learn from the truth?',
    why: "Answers the paper's limitation that text and graph are needed; studied in its later version.",
  },
] as const satisfies readonly Variant[];

/** Of variants with what they change, those whose changes are not some of another's, whose part they would be. */
export const wholeOnes = <T extends { readonly needed: ReadonlySet<string> }>(found: readonly T[]): T[] =>
  found.filter(({ needed }) => !found.some((other) => isLess(needed, other.needed)));

const isLess = (some: ReadonlySet<string>, all: ReadonlySet<string>) =>
  some.size < all.size && [...some].every((each) => all.has(each));

/** The names of the variants that ship. */
export type VariantName = (typeof records)[number]['name'];

/** The variants that ship. */
export const variants: readonly Variant<VariantName>[] = records;

/** A variant by name. Throws for an unknown one. */
export function variantNamed(name: VariantName | (string & {})): Variant<VariantName> {
  const found = variants.find((variant) => variant.name === name);
  if (found) return found;
  throw new Error(
    `There is no variant "${name}"; there are ${variants.map((each) => each.name).join(', ')}.`,
  );
}
