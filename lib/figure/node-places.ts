/** Where nodes stand: points of the plane at their coordinates, others on the unit circle, clockwise from the top. */
import type { Feature, Trajectory } from '../dataset/index.ts';

/** Where a node stands. */
export type Placing = (node: number) => [number, number];

export function placing(trajectory: Trajectory): Placing {
  const points = pointsOf(trajectory);
  if (points) return ofPoints(points.x, points.y);
  return (node) => {
    const turn = (2 * Math.PI * node) / trajectory.nodes;
    return [Math.sin(turn), Math.cos(turn)];
  };
}

/** The coordinates of nodes that are points of the plane. */
export function pointsOf({ inputs: { x, y } }: Trajectory): { x: Float64Array; y: Float64Array } | undefined {
  const isScalar = (feature: Feature | undefined) =>
    feature?.location === 'node' && feature.type === 'scalar';
  return isScalar(x) && isScalar(y) ? { x: x.data, y: y.data } : undefined;
}

/** At their coordinates, moved and enlarged as a whole. */
function ofPoints(x: Float64Array, y: Float64Array): Placing {
  const ends = (values: Float64Array) => [Math.min(...values), Math.max(...values)] as const;
  const [[left, right], [bottom, top]] = [ends(x), ends(y)];
  const scale = Math.min(3.4 / (right - left || 1), 2.3 / (top - bottom || 1));
  return (node) => [scale * (x[node] - (left + right) / 2), scale * (y[node] - (bottom + top) / 2)];
}
