/** How points in the plane are drawn. */
import type { RandomState } from '../../random/index.ts';
import { cos, sin } from '../../random/numpy-trigonometry.ts';
import type { SamplerOptions } from '../algorithm.ts';
import { type Points, cross, isStraight } from '../procedures/geometry.ts';
import { truncate } from '../truncation.ts';

const discRadius = 2;
const attempts = 1000;

/**
 * `length` points in a disc of radius 2, drawn again until no three lie on a line. Truncation comes first, because it is
 * what puts points on lines.
 */
export function pointsInDisc(
  random: RandomState,
  length: number,
  { truncateDecimals = 0 }: SamplerOptions,
): Points {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const angles = random.uniforms(length, 0, 2 * Math.PI);
    const radii = random.uniforms(length).map((u) => discRadius * Math.sqrt(u));
    const points = {
      xs: truncate(
        radii.map((radius, i) => radius * cos(angles[i])),
        truncateDecimals,
      ),
      ys: truncate(
        radii.map((radius, i) => radius * sin(angles[i])),
        truncateDecimals,
      ),
    };
    if (!hasCollinearTriple(points)) return points;
  }
  throw new Error(
    `No ${length} points without three on a line in ${attempts} attempts; keep more than ${truncateDecimals} decimals.`,
  );
}

function hasCollinearTriple(points: Points): boolean {
  const n = points.xs.length;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      for (let k = j + 1; k < n; k++) {
        if (isStraight(points, i, j, k)) return true;
      }
    }
  }
  return false;
}

/** Two segments 0-1 and 2-3 in the unit square that cross in half of the draws; `length` is always 4. */
export function twoSegments(random: RandomState): Points {
  const crossing = random.bernoulli(0.5) === 1;
  for (;;) {
    const points = { xs: random.uniforms(4), ys: random.uniforms(4) };
    if (crossProperly(points) === crossing) return points;
  }
}

function crossProperly(points: Points): boolean {
  const turnsLeft = (i: number, j: number, k: number) => cross(points, i, j, k) > 0;
  return turnsLeft(0, 2, 3) !== turnsLeft(1, 2, 3) && turnsLeft(0, 1, 2) !== turnsLeft(0, 1, 3);
}
