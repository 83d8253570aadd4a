/** Whether two segments intersect, by the turns between their end points (CLRS, third edition, section 33.1). */
import { defineAlgorithm } from '../algorithm.ts';
import { positions } from '../encodings.ts';
import { twoSegments } from '../inputs/points.ts';
import { cross } from '../procedures/geometry.ts';
import { hint, input, output } from '../spec.ts';

export const segmentsIntersect = defineAlgorithm({
  name: 'segments_intersect',
  family: 'geometry',
  spec: {
    pos: input('node', 'scalar'),
    x: input('node', 'scalar'),
    y: input('node', 'scalar'),
    intersect: output('graph', 'mask'),
    i: hint('node', 'mask_one'),
    j: hint('node', 'mask_one'),
    k: hint('node', 'mask_one'),
    dir: hint('node', 'scalar'),
    on_seg: hint('node', 'mask'),
  },
  minimumSize: 4,
  sample: twoSegments,
  text: { trace: null },
  benchmark: { evaluationFactor: 64 },
  restore: ({ x, y }) => ({ xs: Float64Array.from(x), ys: Float64Array.from(y) }),
  run({ xs, ys }, probes) {
    if (xs.length !== 4) throw new Error(`Two segments have 4 end points, got ${xs.length}.`);
    const points = { xs, ys };
    const dir = new Float64Array(4);
    const on_seg = new Uint8Array(4);
    probes.input({ pos: positions(4), x: xs, y: ys });
    probes.hint({ i: 0, j: 0, k: 0, dir, on_seg });

    const within = (a: number, value: number, b: number) =>
      Math.min(a, b) <= value && value <= Math.max(a, b);
    /** On which side of the segment i-j the point k is. */
    const locate = (i: number, j: number, k: number) => {
      dir[k] = cross(points, i, k, j);
      on_seg[k] = within(xs[i], xs[k], xs[j]) && within(ys[i], ys[k], ys[j]) ? 1 : 0;
      probes.hint({ i, j, k, dir, on_seg });
    };
    locate(2, 3, 0);
    locate(2, 3, 1);
    locate(0, 1, 2);
    locate(0, 1, 3);

    const opposite = (a: number, b: number) => (dir[a] > 0 && dir[b] < 0) || (dir[a] < 0 && dir[b] > 0);
    const proper = opposite(0, 1) && opposite(2, 3);
    const touching = dir.some((direction, k) => direction === 0 && on_seg[k] === 1);
    probes.output({ intersect: proper || touching ? 1 : 0 });
  },
});
