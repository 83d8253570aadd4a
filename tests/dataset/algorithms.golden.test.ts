import { describe, expect, test } from 'vitest';
import { type Arguments, algorithm, algorithms } from '../../lib/dataset/index.ts';
import type { Features } from '../../lib/dataset/index.ts';
import { golden } from '../support/golden.ts';

interface GoldenSample {
  id: string;
  nb_nodes: number;
  length: number;
  args: Record<string, unknown>;
  arg_dtypes: Record<string, string>;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  hints: Record<string, unknown> | null;
}
interface GoldenFile {
  spec: Record<string, [string, string, string]>;
  samples: GoldenSample[];
}

/** atan2 differs by one unit in the last place between math libraries. */
const toleranceOf: Record<string, number> = { atans: 1e-12 };

describe.each(Object.keys(algorithms))('%s', (name) => {
  const { spec, samples } = golden<GoldenFile>(`algorithms/${name}.json.gz`);

  test('has the reference spec, in its order', () => {
    const ours = Object.entries(algorithm(name).spec).map(([probe, { stage, location, type }]) => [
      probe,
      [stage, location, type],
    ]);
    expect(ours).toEqual(Object.entries(spec));
  });

  test.each(samples.map((sample) => [sample.id, sample] as const))('%s equals the reference', (_, sample) => {
    const trajectory = algorithm(name).trace(toArguments(sample));
    expect(trajectory.nodes).toBe(sample.nb_nodes);
    expectEqual(trajectory.inputs, sample.inputs);
    expectEqual(trajectory.outputs, sample.outputs);
    if (!sample.hints) return;
    expect(trajectory.length).toBe(sample.length);
    expectEqual(trajectory.hints, sample.hints);
  });
});

function toArguments({ args, arg_dtypes }: GoldenSample): Arguments {
  const typed: Record<string, Arguments[string]> = {};
  for (const [name, value] of Object.entries(args)) {
    const flat = [value].flat(Infinity) as number[];
    const isInteger = arg_dtypes[name] === 'int64' && name !== 'A';
    if (typeof value === 'number') typed[name] = value;
    else typed[name] = isInteger ? Int32Array.from(flat) : Float64Array.from(flat);
  }
  return typed;
}

function expectEqual(features: Features, expected: Record<string, unknown>): void {
  expect(Object.keys(features)).toEqual(Object.keys(expected));
  for (const [name, value] of Object.entries(expected)) {
    const flat = [value].flat(Infinity) as number[];
    const { data } = features[name];
    expect(data.length, name).toBe(flat.length);
    const tolerance = toleranceOf[name] ?? 0;
    const wrong = flat.findIndex((x, i) => !(Math.abs(x - data[i]) <= tolerance));
    expect(wrong, `${name}[${wrong}] is ${data[wrong]}, the reference has ${flat[wrong]}`).toBe(-1);
  }
}
