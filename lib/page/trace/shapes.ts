/** The simple shapes that drawings of trajectories are made of, as SVG. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Of a node. */
export const radius = 15;

/** From the middle of one node to the rim of another. */
export function line(from: Point, to: Point, attributes: string): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const keep = (length - radius - 3) / length;
  const end = between(from, to, keep);
  return `<line x1="${round(from.x)}" y1="${round(from.y)}" x2="${round(end.x)}" y2="${round(end.y)}" ${attributes}/>`;
}

export const text = ({ x, y }: Point, content: string, kind: string) =>
  `<text class="${kind}" x="${round(x)}" y="${round(y)}">${content}</text>`;

/** The point at a share of the way from one to another; beyond 1 it lies behind the other. */
export const between = (from: Point, to: Point, share: number): Point => ({
  x: from.x + (to.x - from.x) * share,
  y: from.y + (to.y - from.y) * share,
});

/** At most three decimals: enough to follow, narrow enough to align. */
export function shortNumber(value: number): string {
  const rounded = Math.round(value * 1000) / 1000;
  return rounded === 0 && value !== 0 ? value.toExponential(0) : String(rounded);
}

/** Few digits: a page holds thousands of these. */
export const round = (value: number) => Math.round(value * 10) / 10;
