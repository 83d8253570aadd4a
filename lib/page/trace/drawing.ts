/** A trajectory as SVG: nodes in the plane, on a circle or in a line, with what each step says drawn onto them. */
import type { Feature, Features, Trajectory } from '../../dataset/index.ts';
import { palette } from '../../figure/theme.ts';
import { type NodeLayout, placeNodes } from './node-layout.ts';
import { type Point, radius, round, text } from './shapes.ts';

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
.drawing .loop { fill: none; stroke: #adb5bd; stroke-width: 1.2 }
.drawing text { text-anchor: middle; font-size: 13px }
.drawing text.light { fill: #fff }
.drawing text.letter { font-size: 20px; fill: ${dark} }
.drawing text.weight { font-size: 10px; fill: ${dark}; stroke: #fff; stroke-width: 3px; paint-order: stroke; dominant-baseline: middle }
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
function marks(hints: Features, { points, markRows }: NodeLayout): string {
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
