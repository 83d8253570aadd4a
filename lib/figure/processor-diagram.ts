/** A diagram of one step of the Triplet-GMPNN, drawn from no data. */
import type { TopLevelSpec } from 'vega-lite';
import { palette, rounded, theme } from './theme.ts';

/** A box: its column and row, what stands in it, and its colour. */
interface Box {
  readonly column: number;
  readonly row: number;
  readonly lines: readonly [heading: string, ...rest: string[]];
  readonly colour: string;
}

const [width, height, gapX, gapY] = [168, 62, 40, 20];
const [nodes, edges, both] = [palette.blue, palette.vermillion, '#777777'];

const boxes = {
  z: { column: 0, row: 0, lines: ['nodes', 'z_v: encodings, state h_v'], colour: nodes },
  e: { column: 0, row: 1, lines: ['edges', 'e_uv: encodings'], colour: edges },
  g: { column: 0, row: 2, lines: ['graph', 'g: encodings'], colour: both },
  messages: { column: 1, row: 0, lines: ['messages', 'MLP(z_u, z_v, e_uv, g)'], colour: nodes },
  triplets: {
    column: 1,
    row: 2,
    lines: ['triplet messages t_ijk', 'linear in z_i, z_j, z_k,', 'e_ij, e_ik, e_jk and g'],
    colour: edges,
  },
  senders: { column: 2, row: 0, lines: ['largest over senders u', 'for each receiver v'], colour: nodes },
  thirds: {
    column: 2,
    row: 2,
    lines: ['largest over third nodes i', 'for each edge from j to k'],
    colour: edges,
  },
  update: {
    column: 3,
    row: 0,
    lines: ['node states', 'a gate decides how much', 'of h_v is replaced'],
    colour: nodes,
  },
  embedding: {
    column: 3,
    row: 2,
    lines: ['edge embeddings', 'ReLU(W · largest), not', 'kept for the next step'],
    colour: edges,
  },
  next: { column: 4, row: 0, lines: ['next step'], colour: nodes },
  memory: {
    column: 4,
    row: 1,
    lines: ['memory', 'what TransNAR reads', 'after the last step'],
    colour: both,
  },
  decoders: {
    column: 4,
    row: 2,
    lines: ['decoders', 'hints after each step,', 'outputs after the last'],
    colour: both,
  },
} as const satisfies Record<string, Box>;

type Name = keyof typeof boxes;

const arrows: readonly (readonly [from: Name, to: Name])[] = [
  ...(['z', 'e', 'g'] as const).flatMap((from) => [[from, 'messages'] as const, [from, 'triplets'] as const]),
  ['messages', 'senders'],
  ['triplets', 'thirds'],
  ['senders', 'update'],
  ['thirds', 'embedding'],
  ...(['next', 'memory', 'decoders'] as const).map((to) => ['update', to] as const),
  ...(['memory', 'decoders'] as const).map((to) => ['embedding', to] as const),
];

/** One step of the Triplet-GMPNN: what enters its two kinds of messages, and where what comes of them goes. */
export function processorDiagram(): TopLevelSpec {
  const drawn: Box[] = Object.values(boxes);
  const columns = Math.max(...drawn.map(({ column }) => column)) + 1;
  const rows = Math.max(...drawn.map(({ row }) => row)) + 1;
  const [right, bottom] = [columns * (width + gapX) - gapX, rows * (height + gapY) - gapY];
  const scale = (to: number) => ({ domain: [0, to] });
  const at = (x: string, y: string) =>
    ({
      x: { field: x, type: 'quantitative', scale: scale(right), axis: null },
      y: { field: y, type: 'quantitative', scale: { ...scale(bottom), reverse: true }, axis: null },
    }) as const;
  const colour = { field: 'colour', type: 'nominal', scale: null } as const;
  const lines = { values: arrows.map(arrow) };
  const texts = drawn.flatMap((box) =>
    box.lines.map((text, i) => {
      const { x, y } = corner(box);
      const top = y + height / 2 - ((box.lines.length - 1) * 16) / 2;
      return { text, x: x + width / 2, y: top + 16 * i, isHeading: i === 0 };
    }),
  );
  const text = (isHeading: boolean) =>
    ({
      data: { values: texts.filter((each) => each.isHeading === isHeading) },
      mark: { type: 'text', fontSize: 12, fontWeight: isHeading ? 600 : 400 },
      encoding: { ...at('x', 'y'), text: { field: 'text' } },
    }) as const;
  return {
    ...theme,
    title: {
      text: 'One step of the Triplet-GMPNN',
      subtitle:
        'blue: what nodes receive from single senders; orange: what edges receive from triplets of nodes',
    },
    width: right,
    height: bottom,
    layer: [
      {
        data: lines,
        mark: { type: 'rule', color: palette.grey, strokeWidth: 1.3 },
        encoding: { ...at('x', 'y'), x2: { field: 'x2' }, y2: { field: 'y2' } },
      },
      {
        data: lines,
        mark: { type: 'point', shape: 'triangle', filled: true, size: 60, color: palette.grey, opacity: 1 },
        encoding: {
          ...at('x2', 'y2'),
          angle: { field: 'angle', type: 'quantitative', scale: { domain: [0, 360], range: [0, 360] } },
        },
      },
      {
        data: { values: drawn.map((box) => ({ ...cornersOf(box), colour: box.colour })) },
        mark: { type: 'rect', fill: 'white', strokeWidth: 1.6, cornerRadius: 6 },
        encoding: { ...at('x', 'y'), x2: { field: 'x2' }, y2: { field: 'y2' }, stroke: colour },
      },
      text(true),
      text(false),
    ],
  };
}

function corner({ column, row }: Box): { x: number; y: number } {
  return { x: column * (width + gapX), y: row * (height + gapY) };
}

function cornersOf(box: Box) {
  const { x, y } = corner(box);
  return { x, y, x2: x + width, y2: y + height };
}

/** From the right side of one box to the left side of the other. */
function arrow([from, to]: readonly [Name, Name]) {
  const [start, end] = [corner(boxes[from]), corner(boxes[to])];
  const [x, y, x2, y2] = [start.x + width, start.y + height / 2, end.x - 5, end.y + height / 2];
  return { x, y, x2, y2, angle: rounded((Math.atan2(x2 - x, y - y2) * 180) / Math.PI) };
}
