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
  const end = { x: from.x + (to.x - from.x) * keep, y: from.y + (to.y - from.y) * keep };
  return `<line x1="${round(from.x)}" y1="${round(from.y)}" x2="${round(end.x)}" y2="${round(end.y)}" ${attributes}/>`;
}

export const text = ({ x, y }: Point, content: string, kind: string) =>
  `<text class="${kind}" x="${round(x)}" y="${round(y)}">${content}</text>`;

/** Few digits: a page holds thousands of these. */
export const round = (value: number) => Math.round(value * 10) / 10;
