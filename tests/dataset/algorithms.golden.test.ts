/** Every trajectory of the reference, step for step. */
import { describe, expect, test } from 'vitest';
import { type Features, algorithm, clrs30 } from '../../lib/dataset/index.ts';
import { type GoldenArguments, golden, flatten, samplerOptions, toArguments } from '../support/golden.ts';

interface GoldenSample {
  id: string;
  nb_nodes: number;
  length: number;
  args: GoldenArguments;
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

describe.each(clrs30)('%s', (name) => {
  const record = algorithm(name);
  const { spec, samples } = golden<GoldenFile>(`algorithms/${name}.json.gz`);
  const withOptions = name in samplerOptions ? golden<GoldenFile>(`samplers/${name}.json.gz`).samples : [];

  test('has the reference spec, in its order', () => {
    const ours = Object.entries(record.spec).map(([probe, { stage, location, type }]) => [
      probe,
      [stage, location, type],
    ]);
    expect(ours).toEqual(Object.entries(spec));
  });

  test.each([...samples, ...withOptions].map((sample) => [sample.id, sample] as const))(
    '%s equals the reference',
    (_, sample) => {
      const trajectory = record.trace(toArguments(sample.args));
      expect(trajectory.nodes).toBe(sample.nb_nodes);
      expectEqual(trajectory.inputs, sample.inputs);
      expectEqual(trajectory.outputs, sample.outputs);
      if (!sample.hints) return;
      expect(trajectory.length).toBe(sample.length);
      expectEqual(trajectory.hints, sample.hints);
    },
  );
});

function expectEqual(features: Features, expected: Record<string, unknown>): void {
  expect(Object.keys(features)).toEqual(Object.keys(expected));
  for (const [name, value] of Object.entries(expected)) {
    const flat = flatten(value);
    const { data } = features[name];
    expect(data.length, name).toBe(flat.length);
    const tolerance = toleranceOf[name] ?? 0;
    const wrong = flat.findIndex((x, i) => !(Math.abs(x - data[i]) <= tolerance));
    expect(wrong, `${name}[${wrong}] is ${data[wrong]}, the reference has ${flat[wrong]}`).toBe(-1);
  }
}
