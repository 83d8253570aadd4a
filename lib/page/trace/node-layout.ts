/** Where the nodes of a trajectory stand, and what never changes around them: edges, bars, letters. */
import type { Feature, Features, Trajectory } from '../../dataset/index.ts';
import { type Point, between, line, radius, round, shortNumber, text } from './shapes.ts';

/** Pixels of a side, of the radius on which the nodes of a graph stand, and from a node to the loop at it. */
const [side, ring, loop] = [460, 155, 20];

/** Nodes and what never changes around them, in a drawing of some size. */
export interface NodeLayout {
  readonly points: readonly Point[];
  readonly width: number;
  readonly height: number;
  readonly background: string;
  /** Marks get a row each instead of stacking under their nodes: neighbours are too close for names side by side. */
  readonly markRows: boolean;
}

/** Points where the inputs are points, a circle where they are a graph, a line otherwise. */
export function placeNodes({ inputs, nodes }: Trajectory): NodeLayout {
  const { x, y } = inputs;
  if (x && y) return inPlane(x.data, y.data);
  const edges = Object.values(inputs).find(({ location, type }) => location === 'edge' && type === 'scalar');
  return edges ? onCircle(edges.data, nodes) : inLine(inputs, nodes);
}

function inPlane(xs: Float64Array, ys: Float64Array): NodeLayout {
  const margin = 40;
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [bottom, top] = [Math.min(...ys), Math.max(...ys)];
  const scale = (side - 2 * margin) / Math.max(right - left, top - bottom, 1e-9);
  const points = Array.from(xs, (x, i) => ({
    x: margin + (x - left) * scale,
    y: margin + (top - ys[i]) * scale,
  }));
  return { points, width: side, height: side, background: '', markRows: false };
}

function onCircle(weights: Float64Array, nodes: number): NodeLayout {
  const points = Array.from({ length: nodes }, (_, i) => {
    const angle = (2 * Math.PI * i) / nodes - Math.PI / 2;
    return { x: side / 2 + ring * Math.cos(angle), y: side / 2 + ring * Math.sin(angle) };
  });
  const middle = { x: side / 2, y: side / 2 };
  const isWeighted = weights.some((weight) => weight !== 0 && weight !== 1);
  const lines: string[] = [];
  const labels: string[] = [];
  /** A weight on the way from one point to another. */
  const label = (from: Point, to: Point, share: number, weight: number) => {
    if (isWeighted) labels.push(text(between(from, to, share), shortNumber(weight), 'weight'));
  };
  for (let i = 0; i < nodes; i++) {
    for (let j = 0; j < nodes; j++) {
      const [there, back] = [weights[i * nodes + j], weights[j * nodes + i]];
      if (there === 0 || (back !== 0 && j < i)) continue;
      const [from, to] = [points[i], points[j]];
      if (i === j) {
        const { x, y } = between(middle, from, 1 + loop / ring);
        lines.push(`<circle class="loop" cx="${round(x)}" cy="${round(y)}" r="${loop - 6}"/>`);
        label(middle, from, 1 + (2 * loop) / ring, there);
        continue;
      }
      lines.push(line(from, to, `class="edge"${back !== 0 ? '' : ' marker-end="url(#tip)"'}`));
      // Beside the middle, where the other diagonals meet; two different weights each stand near their source.
      label(from, to, back === 0 || back === there ? 0.4 : 0.25, there);
      if (back !== 0 && back !== there) label(to, from, 0.25, back);
    }
  }
  return { points, width: side, height: side, background: lines.join('') + labels.join(''), markRows: false };
}

/** Numbers as bars, characters as letters, above their nodes. */
function inLine(inputs: Features, nodes: number): NodeLayout {
  const step = 2 * radius + 12;
  const [width, height, base] = [Math.max(side, step * nodes + 20), 320, 150];
  const points = Array.from({ length: nodes }, (_, i) => ({
    x: 10 + step * (i + 0.5),
    y: base + radius + 4,
  }));
  const shown = Object.values(inputs).find(
    ({ name, location }) => location === 'node' && name !== 'pos' && name !== 'string',
  );
  const background = shown ? points.map(({ x }, i) => columnMark(shown, i, x, base)) : [];
  return { points, width, height, background: background.join(''), markRows: true };
}

function columnMark({ type, classes, data }: Feature, node: number, x: number, base: number): string {
  if (type === 'categorical') {
    const letter = 'abcdefghijklmnopqrstuvwxyz'[
      data.subarray(node * classes, (node + 1) * classes).indexOf(1)
    ];
    return text({ x, y: base - 8 }, letter, 'letter');
  }
  const largest = Math.max(...Array.from(data, Math.abs), 1e-9);
  const height = round((Math.abs(data[node]) / largest) * 110);
  return `<rect class="${data[node] < 0 ? 'bar negative' : 'bar'}" x="${round(x - 8)}" y="${round(base - height)}" width="16" height="${height}"/>`;
}
