/** How positions are drawn. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PositionScheme, drawPositions, schemeAt } from '../../../lib/model/language-data/index.ts';
import { keyed } from '../../../lib/random/index.ts';

const randomised = (maximum: number): PositionScheme => ({ kind: 'randomised', maximum });

describe('randomised positions', () => {
  test('rise, are distinct, lie below the maximum, and are a pure function of the generator', () => {
    const lengths = fc.integer({ min: 1, max: 300 }).chain((length) =>
      fc.record({
        length: fc.constant(length),
        maximum: fc.integer({ min: length, max: 8192 }),
        seed: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(lengths, ({ length, maximum, seed }) => {
        const positions = drawPositions(randomised(maximum), length, keyed(seed));
        expect(positions).toHaveLength(length);
        expect(positions[0]).toBeGreaterThanOrEqual(0);
        expect(positions[length - 1]).toBeLessThan(maximum);
        for (let i = 1; i < length; i++) expect(positions[i]).toBeGreaterThan(positions[i - 1]);
        expect(drawPositions(randomised(maximum), length, keyed(seed))).toEqual(positions);
      }),
    );
  });

  test('every set is equally likely', () => {
    const counts = new Map<string, number>();
    const draws = 20_000;
    const random = keyed('sets');
    for (let i = 0; i < draws; i++) {
      const set = drawPositions(randomised(6), 3, random).join(' ');
      counts.set(set, (counts.get(set) ?? 0) + 1);
    }
    expect(counts.size).toBe(20);
    // Five standard deviations of a count with mean 1000.
    for (const [set, count] of counts)
      expect(Math.abs(count - draws / 20), set).toBeLessThan(5 * Math.sqrt(950));
  });

  test('need a maximum that is large enough', () => {
    expect(drawPositions(randomised(5), 5, keyed(0))).toEqual(Int32Array.of(0, 1, 2, 3, 4));
    expect(() => drawPositions(randomised(5), 6, keyed(0))).toThrow('raise positions.maximum');
  });
});

test('sequential positions count', () => {
  expect(drawPositions({ kind: 'sequential' }, 4, keyed(0))).toEqual(Int32Array.of(0, 1, 2, 3));
});

test('the range may widen over training, but never below a sequence', () => {
  const scheme: PositionScheme = { kind: 'randomised', maximum: 1100, widening: { from: 100, share: 0.5 } };
  const maximumAt = (progress: number, length: number) => {
    const at = schemeAt(scheme, progress, length);
    return at.kind === 'randomised' ? [at.maximum, at.widening] : [];
  };
  expect(maximumAt(0, 10)).toEqual([100, undefined]);
  expect(maximumAt(0.25, 10)).toEqual([600, undefined]);
  expect(maximumAt(0.5, 10)).toEqual([1100, undefined]);
  expect(maximumAt(1, 10)).toEqual([1100, undefined]);
  expect(maximumAt(0, 300)).toEqual([300, undefined]);
  expect(schemeAt(randomised(7), 0.1, 2)).toEqual(randomised(7));
  expect(schemeAt({ kind: 'sequential' }, 0.1, 2)).toEqual({ kind: 'sequential' });
});
