/** The convex hull by Jarvis's march (CLRS, third edition, section 33.3). */
import { defineAlgorithm } from '../algorithm.ts';
import { chain, identity, positions } from '../encodings.ts';
import { pointsInDisc } from '../inputs/points.ts';
import { cross, lowestPoint } from '../procedures/geometry.ts';
import { isHull } from '../procedures/hull.ts';
import { hint, input, output } from '../spec.ts';

export const jarvisMarch = defineAlgorithm({
  name: 'jarvis_march',
  family: 'geometry',
  spec: {
    pos: input('node', 'scalar'),
    x: input('node', 'scalar'),
    y: input('node', 'scalar'),
    in_hull: output('node', 'mask'),
    pred_h: hint('node', 'pointer'),
    in_hull_h: hint('node', 'mask'),
    best: hint('node', 'mask_one'),
    last_point: hint('node', 'mask_one'),
    endpoint: hint('node', 'mask_one'),
    i: hint('node', 'mask_one'),
    phase: hint('graph', 'categorical', 2),
  },
  minimumSize: 2,
  predecessorIsInput: true,
  sample: pointsInDisc,
  benchmark: { largestTexts: { train: 12, validation: 13 } },
  restore: ({ x, y }) => ({ xs: Float64Array.from(x), ys: Float64Array.from(y) }),
  run({ xs, ys }, probes) {
    const n = xs.length;
    const points = { xs, ys };
    const pred_h = chain(identity(n));
    const in_hull = new Uint8Array(n);
    let [best, last_point, endpoint] = [0, 0, 0];
    const record = (i: number, phase: number) => {
      probes.hint({ pred_h, in_hull_h: in_hull, best, last_point, endpoint, i, phase });
    };
    probes.input({ pos: positions(n), x: xs, y: ys });
    record(0, 0);

    best = lowestPoint(points);
    for (let next = best; !in_hull[next]; next = endpoint) {
      in_hull[next] = 1;
      last_point = next;
      endpoint = 0;
      record(0, 1);
      for (let i = 0; i < n; i++) {
        const outside = i !== last_point && i !== endpoint && cross(points, last_point, endpoint, i) <= 0;
        if (endpoint === last_point || outside) endpoint = i;
        record(i, 1);
      }
    }
    probes.output({ in_hull });
  },
  /** All corners of the hull; points between two of them may be there too. */
  cost: (points, { in_hull }) => (isHull(points, in_hull) ? [] : undefined),
});
