/** The convex hull by Graham's scan (CLRS, third edition, section 33.3). */
import { defineAlgorithm } from '../algorithm.ts';
import { identity, positions } from '../encodings.ts';
import { pointsInDisc } from '../inputs/points.ts';
import { argsort } from '../procedures/argsort.ts';
import { cross, lowestPoint } from '../procedures/geometry.ts';
import { isHull } from '../procedures/hull.ts';
import { hint, input, output } from '../spec.ts';

const phases = { start: 0, lowest: 1, sorted: 2, pop: 3, push: 4 };

export const grahamScan = defineAlgorithm({
  name: 'graham_scan',
  family: 'geometry',
  spec: {
    pos: input('node', 'scalar'),
    x: input('node', 'scalar'),
    y: input('node', 'scalar'),
    in_hull: output('node', 'mask'),
    best: hint('node', 'mask_one'),
    atans: hint('node', 'scalar'),
    in_hull_h: hint('node', 'mask'),
    stack_prev: hint('node', 'pointer'),
    last_stack: hint('node', 'mask_one'),
    i: hint('node', 'mask_one'),
    phase: hint('graph', 'categorical', 5),
  },
  minimumSize: 2,
  sample: pointsInDisc,
  benchmark: { largestTexts: { train: 31, validation: 31 } },
  restore: ({ x, y }) => ({ xs: Float64Array.from(x), ys: Float64Array.from(y) }),
  run({ xs, ys }, probes) {
    const n = xs.length;
    const points = { xs, ys };
    const atans = new Float64Array(n);
    const in_hull = new Uint8Array(n);
    const stack_prev = identity(n);
    let [best, last_stack] = [0, 0];
    const record = (i: number, phase: number) => {
      probes.hint({ best, atans, in_hull_h: in_hull, stack_prev, last_stack, i, phase });
    };
    probes.input({ pos: positions(n), x: xs, y: ys });
    record(0, phases.start);

    best = lowestPoint(points);
    in_hull[best] = 1;
    last_stack = best;
    record(best, phases.lowest);

    for (let i = 0; i < n; i++) atans[i] = Math.atan2(ys[i] - ys[best], xs[i] - xs[best]);
    atans[best] = -Infinity; // comes first
    const [, ...around] = argsort(atans);
    atans[best] = 0;
    record(best, phases.sorted);

    around.forEach((i, rank) => {
      while (rank >= 2 && cross(points, stack_prev[last_stack], last_stack, i) <= 0) {
        const popped = last_stack;
        last_stack = stack_prev[popped];
        if (last_stack === popped) throw collinearPoints();
        stack_prev[popped] = popped;
        in_hull[popped] = 0;
        record(i, phases.pop);
      }
      in_hull[i] = 1;
      stack_prev[i] = last_stack;
      last_stack = i;
      record(i, phases.push);
    });
    probes.output({ in_hull });
  },
  /** All corners of the hull; points between two of them may be there too. */
  cost: (points, { in_hull }) => (isHull(points, in_hull) ? [] : undefined),
});

function collinearPoints(): Error {
  return new Error('graham_scan needs points of which no three lie on a line with the lowest one.');
}
