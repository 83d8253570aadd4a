/** One token's attention drawn onto the graph, as SVG. */
import type { Trajectory } from '../../../dataset/index.ts';
import { graphLinks, graphNodes } from '../../../figure/graph-layout.ts';
import { escaped } from '../../../figure/escaped.ts';

const width = 460;
const height = 380;
const radius = 140;
/** Edges below this share of the strongest are not drawn. */
const faintest = 0.15;

/** Nodes grow in area with their weights; widths of edges are their weights relative to the strongest one's. */
export function attentionGraph(
  trajectory: Trajectory,
  labels: readonly string[],
  nodeWeights: ArrayLike<number>,
  edgeWeights: ArrayLike<number> | undefined,
): string {
  const points = graphNodes(trajectory).map(({ x, y }) => ({
    x: width / 2 + radius * x,
    y: height / 2 - radius * y,
  }));
  const given = graphLinks(trajectory)
    .filter(({ kind }) => kind === 'input')
    .map((link) => {
      const [x1, y1] = [width / 2 + radius * link.x, height / 2 - radius * link.y];
      const [x2, y2] = [width / 2 + radius * link.x2, height / 2 - radius * link.y2];
      return `<line x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}"/>`;
    });
  return (
    `<svg class="attention" role="img" aria-label="attention over the graph" viewBox="0 0 ${width} ${height}" ` +
    `width="${width}" height="${height}">${given.join('')}` +
    `${edgeWeights ? edges(points, edgeWeights) : ''}${circles(points, labels, nodeWeights)}</svg>`
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function circles(points: readonly Point[], labels: readonly string[], weights: ArrayLike<number>): string {
  return points
    .map(({ x, y }, node) => {
      const weight = weights[node];
      const outwards = 1 + 38 / radius;
      const [labelX, labelY] = [
        width / 2 + (x - width / 2) * outwards,
        height / 2 + (y - height / 2) * outwards,
      ];
      const anchor = Math.abs(x - width / 2) < 20 ? 'middle' : x < width / 2 ? 'end' : 'start';
      const r = n(9 + 24 * Math.sqrt(weight));
      return (
        `<circle class="ground" cx="${n(x)}" cy="${n(y)}" r="${r}"/>` +
        `<circle class="weight" data-weight="${weight.toFixed(4)}" cx="${n(x)}" cy="${n(y)}" r="${r}" ` +
        `fill-opacity="${n(0.12 + 0.88 * weight, 3)}">` +
        `<title>node ${escaped(labels[node])}: ${weight.toFixed(3)}</title></circle>` +
        `<text${weight > 0.55 ? ' class="heavy"' : ''} x="${n(x)}" y="${n(y + 4)}" text-anchor="middle">${node}</text>` +
        `<text class="value" x="${n(labelX)}" y="${n(labelY + 4)}" text-anchor="${anchor}">` +
        `${escaped(labels[node].replace(/^\d+ ?/, ''))}</text>`
      );
    })
    .join('');
}

function edges(points: readonly Point[], weights: ArrayLike<number>): string {
  const count = points.length;
  const strongest = Math.max(...Array.from(weights));
  const drawn: string[] = [];
  for (let from = 0; from < count; from++) {
    for (let to = 0; to < count; to++) {
      const weight = weights[from * count + to];
      const share = weight / strongest;
      if (!(share >= faintest)) continue;
      const path = from === to ? loop(points[from]) : arc(points[from], points[to]);
      drawn.push(
        `<path d="${path}" data-weight="${weight.toFixed(4)}" stroke-width="${n(0.6 + 4.4 * share)}" ` +
          `stroke-opacity="${n(share * 0.8)}"><title>edge ${from} → ${to}: ${weight.toFixed(4)}</title></path>`,
      );
    }
  }
  return drawn.join('');
}

/** Bends to the left of its way, so that there and back are told apart. */
function arc(from: Point, to: Point): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const bend = Math.min(32, length / 5) / length;
  const [x, y] = [(from.x + to.x) / 2 + (to.y - from.y) * bend, (from.y + to.y) / 2 - (to.x - from.x) * bend];
  return `M${n(from.x)} ${n(from.y)}Q${n(x)} ${n(y)} ${n(to.x)} ${n(to.y)}`;
}

/** Outside of the circle of nodes. */
function loop({ x, y }: Point): string {
  const [dx, dy] = [(x - width / 2) / radius, (y - height / 2) / radius];
  const at = (along: number, across: number) =>
    `${n(x + dx * along - dy * across)} ${n(y + dy * along + dx * across)}`;
  return `M${at(0, 0)}C${at(42, 26)} ${at(42, -26)} ${at(0, 0)}`;
}

const n = (value: number, digits = 1) => Number(value.toFixed(digits));
