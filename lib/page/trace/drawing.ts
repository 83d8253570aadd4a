/** A trajectory as SVG: nodes in the plane, on a circle or in a line, with what each step says drawn onto them. */
import type { Feature, Features, Trajectory } from '../../dataset/index.ts';
import { palette } from '../../figure/theme.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** What never changes: edges, bars. */
  readonly background: string;
  /** Nodes, pointers and marks at one moment. */
  readonly moment: (hints: Features) => string;
  /** Which colour stands for which pointer. */
  readonly legend: readonly { readonly name: string; readonly colour: string }[];
}

const side = 460;
const radius = 15;
const pointerColours = [palette.vermillion, palette.blue, palette.purple, palette.green];
const dark = '#495057';
const held = '#A8DDCE';
const classColours = ['#ffffff', '#ced4da', dark, '#F2CF7E', '#A9CEE5'];

/** What the drawings of a document share: the tip of an arrow, in its line's colour. Belongs into one svg's defs. */
export const arrowTip =
  '<marker id="tip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto">' +
  '<path d="M0 0L8 4L0 8Z"/></marker>';

/** The rules for an svg of class "drawing". */
export const drawingStyle = `
#tip path { fill: context-stroke }
.drawing circle { stroke: #343a40; stroke-width: 1.5 }
.drawing .edge { stroke: #adb5bd; stroke-width: 1.2 }
.drawing .pointer { fill: none; stroke-width: 2 }
.drawing .bar { fill: #A9CEE5 } .drawing .negative { fill: #F4C7A9 }
.drawing text { text-anchor: middle; font-size: 13px }
.drawing text.light { fill: #fff }
.drawing text.letter { font-size: 20px; fill: ${dark} }
.drawing text.mark { font-size: 11px; fill: ${palette.vermillion}; font-weight: bold }
`;

export function drawing(trajectory: Trajectory): Drawing {
  const layout = placeNodes(trajectory);
  const names = changingPointers(trajectory);
  const legend = names.map((name, i) => ({ name, colour: pointerColours[i % pointerColours.length] }));
  return {
    width: layout.width,
    height: layout.height,
    background: layout.background,
    legend,
    moment(hints) {
      const arrows = legend.map(({ name, colour }) => pointerArrows(hints[name], layout.points, colour));
      return arrows.join('') + circles(hints, layout.points) + marks(hints, layout);
    },
  };
}

interface Layout {
  readonly points: readonly Point[];
  readonly width: number;
  readonly height: number;
  readonly background: string;
  /** Marks get a row each instead of stacking under their nodes: neighbours are too close for names side by side. */
  readonly markRows: boolean;
}

/** Points where the inputs are points, a circle where they are a graph, a line otherwise. */
function placeNodes({ inputs, nodes }: Trajectory): Layout {
  const { x, y } = inputs;
  if (x && y) return inPlane(x.data, y.data);
  const edges = Object.values(inputs).find(({ location, type }) => location === 'edge' && type === 'scalar');
  return edges ? onCircle(edges.data, nodes) : inLine(inputs, nodes);
}

function inPlane(xs: Float64Array, ys: Float64Array): Layout {
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

function onCircle(weights: Float64Array, nodes: number): Layout {
  const points = Array.from({ length: nodes }, (_, i) => {
    const angle = (2 * Math.PI * i) / nodes - Math.PI / 2;
    return { x: side / 2 + 180 * Math.cos(angle), y: side / 2 + 180 * Math.sin(angle) };
  });
  const lines: string[] = [];
  for (let i = 0; i < nodes; i++) {
    for (let j = 0; j < nodes; j++) {
      const bothWays = weights[j * nodes + i] !== 0;
      if (i === j || weights[i * nodes + j] === 0 || (bothWays && j < i)) continue;
      lines.push(line(points[i], points[j], `class="edge"${bothWays ? '' : ' marker-end="url(#tip)"'}`));
    }
  }
  return { points, width: side, height: side, background: lines.join(''), markRows: false };
}

/** Numbers as bars, characters as letters, above their nodes. */
function inLine(inputs: Features, nodes: number): Layout {
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

/** Pointers over the nodes that do not stay what they were at first. */
function changingPointers({ hints }: Trajectory): string[] {
  return Object.values(hints)
    .filter(({ location, type }) => location === 'node' && type === 'pointer')
    .filter(({ shape, data }) => data.some((target, i) => target !== data[i % shape[1]]))
    .map(({ name }) => name);
}

function pointerArrows({ data }: Feature, points: readonly Point[], colour: string): string {
  const arrows = Array.from(data, (target, node) =>
    target === node ? '' : arc(points[node], points[target], colour),
  );
  return arrows.join('');
}

/** Nodes filled by their class, or by whether a mask holds them. */
function circles(hints: Features, points: readonly Point[]): string {
  const onNodes = Object.values(hints).filter(({ location }) => location === 'node');
  const classes = onNodes.find(({ type }) => type === 'categorical');
  const mask = onNodes.find(({ type }) => type === 'mask');
  const fill = (node: number) => {
    if (classes) {
      const row = classes.data.subarray(node * classes.classes, (node + 1) * classes.classes);
      return classColours[row.indexOf(1) % classColours.length];
    }
    return mask?.data[node] === 1 ? held : '#ffffff';
  };
  return points
    .map((point, node) => {
      const ink = fill(node) === dark ? ' light' : '';
      const circle = `<circle cx="${round(point.x)}" cy="${round(point.y)}" r="${radius}" fill="${fill(node)}"/>`;
      return circle + text({ x: point.x, y: point.y + 5 }, String(node), `node${ink}`);
    })
    .join('');
}

/** The names of all hints that are a single node, under that node. */
function marks(hints: Features, { points, markRows }: Layout): string {
  const single = Object.values(hints).filter(({ type }) => type === 'mask_one');
  const stacked = new Map<number, number>();
  return single
    .map(({ name, data }, row) => {
      const node = data.indexOf(1);
      const depth = markRows ? row : (stacked.get(node) ?? 0);
      stacked.set(node, depth + 1);
      return text({ x: points[node].x, y: points[node].y + radius + 13 + 13 * depth }, name, 'mark');
    })
    .join('');
}

function arc(from: Point, to: Point, colour: string): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  // Bends to the left of its way, so that there and back do not cover each other; stops at the circle.
  const bend = Math.min(60, length / 4);
  const control = { x: (from.x + to.x) / 2 + dy * bend, y: (from.y + to.y) / 2 - dx * bend };
  const tip = Math.hypot(to.x - control.x, to.y - control.y);
  const end = {
    x: to.x - ((to.x - control.x) / tip) * (radius + 3),
    y: to.y - ((to.y - control.y) / tip) * (radius + 3),
  };
  const path = `M${round(from.x)} ${round(from.y)}Q${round(control.x)} ${round(control.y)} ${round(end.x)} ${round(end.y)}`;
  return `<path class="pointer" d="${path}" stroke="${colour}" marker-end="url(#tip)"/>`;
}

function line(from: Point, to: Point, attributes: string): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const keep = (length - radius - 3) / length;
  const end = { x: from.x + (to.x - from.x) * keep, y: from.y + (to.y - from.y) * keep };
  return `<line x1="${round(from.x)}" y1="${round(from.y)}" x2="${round(end.x)}" y2="${round(end.y)}" ${attributes}/>`;
}

const text = ({ x, y }: Point, content: string, kind: string) =>
  `<text class="${kind}" x="${round(x)}" y="${round(y)}">${content}</text>`;

const round = (value: number) => Math.round(value * 10) / 10;
