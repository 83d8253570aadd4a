import { describe, expect, test } from 'vitest';
import {
  type Trajectory,
  algorithm,
  collate,
  permutationPointers,
  predecessorAsInput,
} from '../../lib/dataset/index.ts';
import { preprocess, preprocessedSpec, randomPositions } from '../../lib/dataset/index.ts';
import { RandomState } from '../../lib/random/index.ts';
import { type GoldenArguments, golden, toArguments } from '../support/golden.ts';

interface GoldenFeature {
  name: string;
  location: string;
  type: string;
  data: unknown[];
}
interface GoldenBatch {
  algorithm: string;
  args: GoldenArguments[];
  min_length: number;
  processing: ('random_pos' | 'pred_as_input' | 'permutations')[];
  uniforms: number[][] | null;
  spec: Record<string, [string, string, string]>;
  lengths: number[];
  inputs: GoldenFeature[];
  hints: GoldenFeature[];
  outputs: GoldenFeature[];
}

const { cases } = golden<{ cases: GoldenBatch[] }>('metrics/batching.json.gz');

describe.each(
  cases
    .filter((c) => ['bfs', 'minimum', 'insertion_sort'].includes(c.algorithm))
    .map((batch) => [batch.algorithm, batch] as const),
)('a batch of %s', (name, expected) => {
  const raw = expected.args.map((args) => algorithm(name).trace(toArguments(args)));
  const positions = () => raw.map((_, b) => replaying(expected.uniforms?.[b] ?? []));
  const batch = collate(process(raw, positions()), { minimumLength: expected.min_length });

  test('has the reference lengths, spec and features', () => {
    expect([...batch.lengths]).toEqual(expected.lengths);
    const types = Object.entries(batch.spec).map(([probe, { stage, location, type }]) => [
      probe,
      [stage, location, type],
    ]);
    expect(Object.fromEntries(types)).toEqual(expected.spec);
    for (const stage of ['inputs', 'hints', 'outputs'] as const) {
      const ours = Object.values(batch[stage]).map(({ name, location, type, data }) => {
        return { name, location, type, data: [...data] };
      });
      expect(ours).toEqual(
        expected[stage].map((feature) => ({ ...feature, data: feature.data.flat(Infinity) })),
      );
    }
  });

  test('declares shapes that hold its data', () => {
    for (const { shape, data } of [batch.inputs, batch.hints, batch.outputs].flatMap((f) =>
      Object.values(f),
    )) {
      expect(shape.reduce((product, size) => product * size, 1)).toBe(data.length);
    }
  });

  test('comes out of `preprocess`, which applies the steps that concern the algorithm', () => {
    const processed = positions().map((random, b) => preprocess(raw[b], expected.uniforms ? { random } : {}));
    expect(collate(processed, { minimumLength: expected.min_length })).toEqual(batch);
    expect(preprocessedSpec(algorithm(name))).toMatchObject(
      Object.fromEntries(
        Object.entries(expected.spec).map(([probe, [stage, location, type]]) => [
          probe,
          { stage, location, type },
        ]),
      ),
    );
    expect(Object.keys(preprocessedSpec(algorithm(name)))).toEqual(Object.keys(expected.spec));
  });

  function process(trajectories: Trajectory[], randoms: RandomState[]): Trajectory[] {
    const steps = {
      random_pos: (sample: Trajectory, b: number) => randomPositions(sample, randoms[b]),
      pred_as_input: predecessorAsInput,
      permutations: permutationPointers,
    };
    return expected.processing.reduce(
      (samples, step) => samples.map((sample, b) => steps[step](sample, b)),
      trajectories,
    );
  }
});

/** A generator that draws the given doubles. */
function replaying(doubles: number[]): RandomState {
  const words = doubles.flatMap((double) => {
    const bits = double * 2 ** 53;
    return [Math.floor(bits / 2 ** 26) * 2 ** 5, (bits % 2 ** 26) * 2 ** 6];
  });
  let next = 0;
  return new RandomState(() => words[next++]);
}
