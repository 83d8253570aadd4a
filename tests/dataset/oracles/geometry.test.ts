import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { output, range, sampled } from './support.ts';

describe.each(['graham_scan', 'jarvis_march'] as const)('%s', (name) => {
  test('finds the points that lie on a line with all others on one side', () => {
    fc.assert(
      fc.property(sampled(name), (solved) => {
        const { xs, ys } = solved.args as { xs: Float64Array; ys: Float64Array };
        const points = range(xs.length);
        const side = (i: number, j: number, k: number) =>
          Math.sign((xs[j] - xs[i]) * (ys[k] - ys[i]) - (ys[j] - ys[i]) * (xs[k] - xs[i]));
        const isEdge = (i: number, j: number) => points.every((k) => k === i || k === j || side(i, j, k) > 0);
        const onHull = points.map((i) => (points.some((j) => j !== i && isEdge(i, j)) ? 1 : 0));
        expect(output(solved, 'in_hull')).toEqual(xs.length === 2 ? [1, 1] : onHull);
      }),
    );
  });
});

test('segments_intersect solves for the crossing point', () => {
  fc.assert(
    fc.property(sampled('segments_intersect'), (solved) => {
      const { xs, ys } = solved.args as { xs: Float64Array; ys: Float64Array };
      // 0 + t (1 - 0) = 2 + u (3 - 2), by Cramer's rule; both shares within the segments.
      const [ax, ay, bx, by] = [xs[1] - xs[0], ys[1] - ys[0], xs[3] - xs[2], ys[3] - ys[2]];
      const [cx, cy] = [xs[2] - xs[0], ys[2] - ys[0]];
      const determinant = ax * by - ay * bx;
      const t = (cx * by - cy * bx) / determinant;
      const u = (cx * ay - cy * ax) / determinant;
      const crosses = t >= 0 && t <= 1 && u >= 0 && u <= 1;
      expect(output(solved, 'intersect')).toEqual([crosses ? 1 : 0]);
    }),
  );
});
