/** The problem as a picture: nodes and edges to click at, and on them what a token reads. */
import { textLayout } from '../../../dataset/index.ts';
import { escaped } from '../../../figure/escaped.ts';
import { palette } from '../../../figure/theme.ts';
import { placeNodes } from '../../trace/node-layout.ts';
import { type Point, radius, round, text } from '../../trace/shapes.ts';
import type { Problem } from '../edit.ts';

/** What is chosen: nothing, a node, or an edge between two. */
export interface Selection {
  readonly from?: number;
  readonly to?: number;
}

/** Weights of what a token reads: [N], and [N, N] where the model reads edges. */
export interface Weights {
  readonly nodes: ArrayLike<number>;
  readonly edges?: ArrayLike<number>;
}

/** Edges below this share of the strongest are not drawn. */
const faintest = 0.2;

/** As SVG; nodes and edges are told apart by data-node and data-edge, "from to". */
export function pictureOf(problem: Problem, selection: Selection, weights: Weights | undefined): string {
  const { trajectory } = problem;
  const { points, width, height, background } = placeNodes(trajectory);
  const edges = weights?.edges ? readEdges(points, weights.edges) : '';
  const nodes = points.map((point, node) => {
    const weight = weights?.nodes[node] ?? 0;
    const chosen = selection.from === node || selection.to === node;
    return (
      `<g data-node="${node}" class="node${chosen ? ' chosen' : ''}">` +
      `<title>${escaped(titleOf(problem, node, weights && weight))}</title>` +
      `<circle cx="${round(point.x)}" cy="${round(point.y)}" r="${radius}" fill="#fff"/>` +
      `<circle cx="${round(point.x)}" cy="${round(point.y)}" r="${radius}" fill="${palette.blue}" ` +
      `fill-opacity="${weight.toFixed(2)}" data-weight="${weight.toFixed(4)}"/>` +
      text({ x: point.x, y: point.y + 5 }, String(node), `node${weight > 0.5 ? ' light' : ''}`) +
      `</g>`
    );
  });
  return (
    `<svg class="drawing" role="img" aria-label="${escaped(labelOf(problem))}" viewBox="0 0 ${width} ${height}" ` +
    `width="${width}" height="${height}">${background}${targets(problem, points)}${edges}${nodes.join('')}` +
    `${marks(problem, points)}</svg>`
  );
}

/** Wide, invisible lines along the edges of the graph, to click at. */
function targets({ parsed: { nodes, inputs, record } }: Problem, points: readonly Point[]): string {
  const matrix = textLayout(record, false).inputs.find(({ shape }) => shape === 'matrix');
  const values = matrix && inputs[matrix.probe];
  if (values === undefined || typeof values === 'number') return '';
  return Array.from(values, (value, cell) => {
    const [a, b] = [Math.floor(cell / nodes), cell % nodes];
    if (value === 0 || a === b) return '';
    const [from, to] = [points[a], points[b]];
    return (
      `<line class="target" data-edge="${a} ${b}" x1="${round(from.x)}" y1="${round(from.y)}" ` +
      `x2="${round(to.x)}" y2="${round(to.y)}"><title>edge ${a} → ${b}: ${value}</title></line>`
    );
  }).join('');
}

/** The names of inputs that are one node, such as the source, beside it. */
function marks({ parsed: { inputs, record } }: Problem, points: readonly Point[]): string {
  return textLayout(record, false)
    .inputs.filter(({ type }) => type === 'mask_one')
    .map(({ probe }, row) => {
      const { x, y } = points[Number(inputs[probe])];
      return text({ x, y: y + radius + 13 * (row + 1) }, probe, 'mark');
    })
    .join('');
}

function titleOf({ parsed: { inputs, record } }: Problem, node: number, weight: number | undefined): string {
  const own = textLayout(record, false)
    .inputs.filter(({ shape }) => shape === 'list')
    .map(({ probe }) => `${probe} ${(inputs[probe] as Float64Array)[node]}`);
  const read = weight === undefined ? [] : [`attention ${weight.toFixed(3)}`];
  return [`node ${node}`, ...own, ...read].join(', ');
}

const labelOf = ({ parsed: { algorithm, nodes } }: Problem) =>
  `${algorithm.replaceAll('_', ' ')}: ${nodes} nodes; their values are in the question`;

function readEdges(points: readonly Point[], weights: ArrayLike<number>): string {
  const count = points.length;
  const all = Array.from(weights);
  const strongest = Math.max(...all);
  return all
    .map((weight, cell) => {
      const [from, to] = [points[Math.floor(cell / count)], points[cell % count]];
      const share = weight / strongest;
      if (share < faintest || from === to) return '';
      const [dx, dy] = [(to.y - from.y) / 6, (from.x - to.x) / 6];
      const middle = { x: (from.x + to.x) / 2 + dx, y: (from.y + to.y) / 2 + dy };
      return (
        `<path class="read" d="M${round(from.x)} ${round(from.y)}Q${round(middle.x)} ${round(middle.y)} ` +
        `${round(to.x)} ${round(to.y)}" stroke="${palette.vermillion}" stroke-width="${round(0.6 + 4 * share)}" ` +
        `stroke-opacity="${(0.8 * share).toFixed(2)}"/>`
      );
    })
    .join('');
}
