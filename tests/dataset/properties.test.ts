import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Feature,
  type Trajectory,
  algorithm,
  algorithmNames,
  drawArguments,
  probeShape,
  sampleAt,
  sampleStream,
} from '../../lib/dataset/index.ts';
import { keyed } from '../../lib/random/index.ts';

describe.each(algorithmNames)('every trajectory of %s', (name) => {
  const record = algorithm(name);
  const problems = fc.record({
    size: fc.integer({ min: record.minimumSize, max: 16 }),
    seed: fc.nat(),
    index: fc.nat(),
  });
  const each = (check: (trajectory: Trajectory) => void) => {
    const property = fc.property(problems, ({ size, seed, index }) =>
      check(sampleAt(name, size, seed, index)),
    );
    fc.assert(property, { numRuns: 30 });
  };

  test('has the features, shapes and values that its spec promises', () => {
    each(({ nodes, length, inputs, outputs, hints }) => {
      const features = { input: inputs, output: outputs, hint: hints };
      for (const [probe, spec] of Object.entries(record.spec)) {
        const feature = features[spec.stage][probe];
        const item = probeShape(spec, nodes);
        expect(feature.shape).toEqual(spec.stage === 'hint' ? [length, ...item] : item);
        expect(feature.data).toHaveLength(feature.shape.reduce((product, size) => product * size, 1));
        expectLegalValues(feature, nodes);
      }
    });
  });

  test('follows from its key alone', () => {
    fc.assert(
      fc.property(problems, ({ size, seed, index }) => {
        const first = sampleAt(name, size, seed, index);
        sampleAt(name, size, seed, index + 1);
        expect(sampleAt(name, size, seed, index)).toEqual(first);
      }),
      { numRuns: 10 },
    );
  });

  test('can be made again from the inputs that its text shows', () => {
    each((trajectory) => {
      const compact = Object.values(trajectory.inputs)
        .filter(({ name: probe }) => probe !== 'pos' && probe !== 'adj')
        .map((feature) => [feature.name, compactValue(feature)] as const);
      expect(record.trace(record.restore(Object.fromEntries(compact)))).toEqual(trajectory);
    });
  });

  test('leaves its arguments as they were', () => {
    const args = drawArguments(record, keyed(1), 8);
    const before = structuredClone(args);
    record.trace(args);
    expect(args).toEqual(before);
  });

  test('is one of a stream that a seed determines', () => {
    const [a, b] = [sampleStream(name, 8, 5), sampleStream(name, 8, 5)];
    const draws = Array.from({ length: 3 }, () => a.next().value);
    expect(Array.from({ length: 3 }, () => b.next().value)).toEqual(draws);
    expect(draws[0].inputs).not.toEqual(draws[1].inputs);
  });
});

function expectLegalValues({ name, type, classes, data }: Feature, nodes: number): void {
  switch (type) {
    case 'scalar':
      return expect(data.every(Number.isFinite), name).toBe(true);
    case 'mask':
      return expect(
        data.every((bit) => bit === 0 || bit === 1 || bit === -1),
        name,
      ).toBe(true);
    case 'pointer':
    case 'should_be_permutation':
      return expect(
        data.every((i) => Number.isInteger(i) && i >= 0 && i < nodes),
        name,
      ).toBe(true);
    case 'mask_one':
      return expect(
        rowSums(data, nodes).every((sum) => sum === 1),
        name,
      ).toBe(true);
    case 'categorical':
      return expect(
        rowSums(data, classes).every((sum) => sum === 1),
        name,
      ).toBe(true);
    case 'permutation_pointer':
      throw new Error('No algorithm records permutation pointers.');
  }
}

/** Sums of absolute values: a row of a one-hot, or one that is not scored, has 1. */
function rowSums(data: Float64Array, width: number): number[] {
  return Array.from({ length: data.length / width }, (_, row) =>
    data.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + Math.abs(value), 0),
  );
}

/** The compact form that algorithms record. */
function compactValue({ location, type, classes, data }: Feature): number | number[] {
  if (type === 'mask_one') return data.indexOf(1);
  if (location === 'graph') return data[0];
  if (type !== 'categorical') return [...data];
  return Array.from({ length: data.length / classes }, (_, row) =>
    data.subarray(row * classes, (row + 1) * classes).indexOf(1),
  );
}
