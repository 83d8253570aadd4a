/** Whether a set of points is the convex hull of all of them. */
import { type Points, cross, isStraight } from './geometry.ts';

/**
 * Whether `in_hull` [n] holds all corners of the convex hull and no point within it. Of points in one place one is enough;
 * those on a side of the hull may be there or not.
 */
export function isHull(points: Points, in_hull: ArrayLike<number>): boolean {
  const { xs, ys } = points;
  const nodes = Array.from(xs, (_, node) => node);
  const atOnePlace = (i: number, j: number) => xs[i] === xs[j] && ys[i] === ys[j];
  /** Whether a line through i leaves no point to its right. */
  const isOutside = (i: number) =>
    nodes.every((j) => atOnePlace(i, j)) ||
    nodes.some((j) => !atOnePlace(i, j) && nodes.every((k) => !turnsRight(points, i, j, k)));
  const isCorner = (i: number) =>
    isOutside(i) && !nodes.some((j) => nodes.some((k) => isBetween(points, j, i, k)));
  return nodes.every((i) =>
    in_hull[i] === 1 ? isOutside(i) : !isCorner(i) || nodes.some((j) => in_hull[j] === 1 && atOnePlace(i, j)),
  );
}

const turnsRight = (points: Points, i: number, j: number, k: number) =>
  !isStraight(points, i, j, k) && cross(points, i, j, k) < 0;

/** Whether i lies on the way from j to k and in neither's place. */
function isBetween(points: Points, j: number, i: number, k: number): boolean {
  const { xs, ys } = points;
  const along = (xs[j] - xs[i]) * (xs[k] - xs[i]) + (ys[j] - ys[i]) * (ys[k] - ys[i]);
  return along < 0 && isStraight(points, j, i, k);
}
