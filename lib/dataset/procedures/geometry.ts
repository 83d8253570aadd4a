/** Questions about points in the plane that samplers and algorithms ask. */

/** Points in the plane. */
export type Points = Readonly<Record<'xs' | 'ys', Float64Array>>;

/** (j - i) x (k - i): positive if the path i, j, k turns left, 0 if it is straight. */
export function cross({ xs, ys }: Points, i: number, j: number, k: number): number {
  return (xs[j] - xs[i]) * (ys[k] - ys[i]) - (ys[j] - ys[i]) * (xs[k] - xs[i]);
}

/** The lowest point, the leftmost of several, the first of equal ones. */
export function lowestPoint({ xs, ys }: Points): number {
  let best = 0;
  for (let i = 1; i < xs.length; i++) {
    if (ys[i] < ys[best] || (ys[i] === ys[best] && xs[i] < xs[best])) best = i;
  }
  return best;
}

/** The largest product of a turn that counts as none. */
const straight = 1e-12;

/** Whether three points lie on a line. */
export const isStraight = (points: Points, i: number, j: number, k: number): boolean =>
  Math.abs(cross(points, i, j, k)) < straight;
