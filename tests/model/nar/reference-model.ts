/** The reference's own model on eight small batches: its parameters and batches in this library's form. */
import * as tf from '@tensorflow/tfjs';
import { Nar, type NarConfig, referenceNarConfig } from '../../../lib/model/nar/index.ts';
import { clrsNames } from '../../../lib/model/nar/clrs-names.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import {
  type AlgorithmName,
  type Batch,
  type Feature,
  type Features,
  type Location,
  type ProbeType,
  type Stage,
  algorithm,
  preprocessedSpec,
  probeShape,
} from '../../../lib/dataset/index.ts';
import { golden } from '../../support/golden.ts';

export type Nested = number | readonly Nested[];

interface GoldenFeature {
  readonly name: string;
  readonly location: Location;
  readonly type: ProbeType;
  readonly data: Nested;
}

/** Arrays by the reference's module and parameter name. */
export type GoldenParameters = Readonly<Record<string, Readonly<Record<string, Nested>>>>;

export interface GoldenCase {
  readonly algorithm: AlgorithmName;
  readonly batch: number;
  readonly hidden: number;
  readonly nb_triplet_fts: number;
  readonly lengths: readonly number[];
  readonly spec: Readonly<Record<string, readonly [Stage, Location, ProbeType]>>;
  readonly inputs: readonly GoldenFeature[];
  readonly outputs: readonly GoldenFeature[];
  readonly hints: readonly GoldenFeature[];
  readonly params: GoldenParameters;
  readonly eval_mode: {
    readonly output_logits: Readonly<Record<string, Nested>>;
    readonly hint_logits: readonly Readonly<Record<string, Nested>>[];
    readonly final_hidden: Nested;
    readonly postprocessed: Readonly<Record<string, Nested>>;
    readonly scores: Readonly<Record<string, number>>;
  };
  readonly train_mode: {
    readonly output_logits: Readonly<Record<string, Nested>>;
    readonly loss: number;
    readonly parts: Readonly<Record<string, number>>;
  };
  readonly directional_derivatives: readonly {
    readonly direction: GoldenParameters;
    readonly derivative: number;
  }[];
}

export const referenceCases = golden<{ cases: GoldenCase[] }>('model/model.json.gz').cases;

export const flat = (nested: Nested) => [nested as unknown[]].flat(Infinity) as number[];

export function configOf({ hidden, nb_triplet_fts }: GoldenCase): NarConfig {
  return { ...referenceNarConfig, width: hidden, tripletWidth: nb_triplet_fts };
}

export function batchOf(example: GoldenCase): Batch {
  const spec = preprocessedSpec(algorithm(example.algorithm));
  const nodes = flat(example.inputs.find(({ name }) => name === 'pos')!.data).length / example.batch;
  const features = (list: readonly GoldenFeature[], leading: number[]): Features =>
    Object.fromEntries(
      list.map(({ name, location, type, data }): [string, Feature] => {
        const { classes } = spec[name];
        const shape = [...leading, example.batch, ...probeShape({ location, type, classes }, nodes)];
        return [name, { name, location, type, classes, shape, data: Float64Array.from(flat(data)) }];
      }),
    );
  const steps = (example.hints[0].data as readonly Nested[]).length;
  return {
    algorithm: example.algorithm,
    spec,
    size: example.batch,
    nodes,
    lengths: Int32Array.from(example.lengths),
    nodeCounts: new Int32Array(example.batch).fill(nodes),
    inputs: features(example.inputs, []),
    outputs: features(example.outputs, []),
    hints: features(example.hints, [steps]),
  };
}

/** The reasoner of a case with the reference's parameters, and the parameters by the reference's names. */
export function reasonerOf(example: GoldenCase, config = configOf(example)) {
  const parameters = Parameters.seeded(1);
  const nar = new Nar(config, [example.algorithm], parameters);
  const variables = parameters.entries();
  for (const [name, variable] of variables) {
    tf.tidy(() => variable.assign(tf.tensor(valueAt(example, example.params, name), variable.shape)));
  }
  return { nar, parameters, variables };
}

/** The reference's value of one of this library's parameters. */
export function valueAt(example: GoldenCase, values: GoldenParameters, name: string): number[] {
  // The stand-in that made the golden values did not name the methods within which modules are made.
  const theirs = namesOf(example)
    .get(name)!
    .replaceAll(/~[^/]*\//g, '');
  const [module, parameter] = [
    theirs.slice(0, theirs.lastIndexOf('/')),
    theirs.slice(theirs.lastIndexOf('/') + 1),
  ];
  return flat(values[module][parameter]);
}

const known = new Map<GoldenCase, ReadonlyMap<string, string>>();

function namesOf(example: GoldenCase): ReadonlyMap<string, string> {
  const names = known.get(example) ?? namesFor(example);
  known.set(example, names);
  return names;
}

function namesFor(example: GoldenCase): ReadonlyMap<string, string> {
  const parameters = Parameters.blank();
  new Nar(configOf(example), [example.algorithm], parameters);
  const names = clrsNames(parameters.entries().keys(), [example.algorithm]);
  parameters.dispose();
  return names;
}
