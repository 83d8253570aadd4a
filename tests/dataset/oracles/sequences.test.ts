import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chosen, output, range, sampled, solve, tiedKeys } from './support.ts';

const sorts = ['bubble_sort', 'heapsort', 'insertion_sort', 'quicksort'] as const;

describe.each(sorts)('%s', (name) => {
  test('points along the ascending order', () => {
    const problems = fc.oneof(
      sampled(name),
      tiedKeys.map((args) => solve(name, args)),
    );
    fc.assert(
      fc.property(problems, (solved) => {
        const keys = [...(solved.args['A'] as Float64Array)];
        const pred = output(solved, 'pred');
        expect(followed(pred).map((node) => keys[node])).toEqual(keys.toSorted((a, b) => a - b));
      }),
    );
  });
});

/** Nodes from the head (which points to itself) to the node nobody points to. */
function followed(pred: number[]): number[] {
  const next = new Map(pred.flatMap((before, node) => (before === node ? [] : [[before, node] as const])));
  const order = [pred.findIndex((before, node) => before === node)];
  for (let node = next.get(order[0]); node !== undefined; node = next.get(node)) order.push(node);
  expect(order).toHaveLength(pred.length);
  return order;
}

test('minimum is the first of the smallest keys', () => {
  const problems = fc.oneof(
    sampled('minimum'),
    tiedKeys.map((args) => solve('minimum', args)),
  );
  fc.assert(
    fc.property(problems, (solved) => {
      const keys = [...(solved.args['A'] as Float64Array)];
      expect(chosen(solved, 'min')).toBe(keys.indexOf(Math.min(...keys)));
    }),
  );
});

test('quickselect finds the key of the middle rank', () => {
  const problems = fc.oneof(
    sampled('quickselect'),
    tiedKeys.map((args) => solve('quickselect', args)),
  );
  fc.assert(
    fc.property(problems, (solved) => {
      const keys = [...(solved.args['A'] as Float64Array)];
      const sorted = keys.toSorted((a, b) => a - b);
      expect(keys[chosen(solved, 'median')]).toBe(sorted[Math.trunc(keys.length / 2)]);
    }),
  );
});

test('binary_search finds the first key that is not smaller, or else the last', () => {
  fc.assert(
    fc.property(sampled('binary_search', { truncateDecimals: 1 }), (solved) => {
      const { A, x } = solved.args as { A: Float64Array; x: number };
      const first = A.findIndex((key) => key >= x);
      expect(chosen(solved, 'return')).toBe(first < 0 ? A.length - 1 : first);
    }),
  );
});

test('find_maximum_subarray_kadane finds the largest sum', () => {
  const name = 'find_maximum_subarray_kadane';
  const problems = fc.oneof(
    sampled(name),
    tiedKeys.map((args) => solve(name, args)),
  );
  fc.assert(
    fc.property(problems, (solved) => {
      const keys = [...(solved.args['A'] as Float64Array)];
      const sum = (low: number, high: number) => keys.slice(low, high + 1).reduce((a, b) => a + b, 0);
      const all = range(keys.length).flatMap((low) =>
        range(keys.length)
          .filter((high) => high >= low)
          .map((high) => sum(low, high)),
      );
      expect(sum(chosen(solved, 'start'), chosen(solved, 'end'))).toBeCloseTo(Math.max(...all), 12);
    }),
  );
});

test('activity_selector takes as many compatible activities as possible', () => {
  fc.assert(
    fc.property(sampled('activity_selector'), (solved) => {
      const { s, f } = solved.args as { s: Float64Array; f: Float64Array };
      const selected = output(solved, 'selected');
      const taken = range(s.length).filter((i) => selected[i] === 1);
      for (const a of taken)
        for (const b of taken) if (a < b) expect(f[a] <= s[b] || f[b] <= s[a]).toBe(true);
      expect(taken).toHaveLength(mostCompatible([...s], [...f]));
    }),
  );
});

/** The most activities that can follow each other, by dynamic programming over finish times. */
function mostCompatible(s: number[], f: number[]): number {
  const order = range(s.length).sort((a, b) => f[a] - f[b] || s[a] - s[b]);
  const best: number[] = [];
  for (const [rank, i] of order.entries()) {
    const before = range(rank).filter((r) => f[order[r]] <= s[i]);
    best.push(1 + Math.max(0, ...before.map((r) => best[r])));
  }
  return Math.max(...best);
}

test('task_scheduling goes through the tasks by weight and takes those whose deadline is not used up', () => {
  fc.assert(
    fc.property(sampled('task_scheduling'), (solved) => {
      const { d, w } = solved.args as { d: Int32Array; w: Float64Array };
      const selected = output(solved, 'selected');
      for (const [i, deadline] of d.entries()) {
        const before = range(w.length).filter((k) => w[k] > w[i] && selected[k] === 1).length;
        expect(selected[i]).toBe(before === 0 || before < deadline ? 1 : 0);
      }
    }),
  );
});
