/** Where the nodes, edges and numbers of one triplet are drawn, and in which colours. */
import {
  type Triplet,
  type TripletMessages,
  type TripletPart,
  tripletParts,
} from '../analysis/triplet-messages.ts';
import { palette, rounded } from './theme.ts';

/** A panel shows this many units to each side of its centre; the nodes stand on the unit circle. */
export const reach = { x: 1.35, y: 1.6 };
/** Between the lines of a label, and from a node to its label. */
const line = 0.15;
const nodeToLabel = 0.26;

/** The third node, which the maximum is over, and its edges; the ends of the edge that the message goes to. */
const colours: Record<TripletPart, string> = {
  i: palette.vermillion,
  ij: palette.vermillion,
  ik: palette.vermillion,
  j: palette.blue,
  k: palette.blue,
  jk: palette.blue,
  graph: '#555555',
};

/** The nodes that a part belongs to. */
function nodesOfPart(part: TripletPart, triplet: Triplet): number[] {
  return part === 'graph' ? [] : [...part].map((role) => triplet[role as keyof Triplet]);
}

/** Every edge of the graph; those of the triplet in the colour of their part. */
export function tripletLinks({ nodes }: TripletMessages, triplet: Triplet) {
  const own = (['jk', 'ij', 'ik'] as const).map((part) => ({ part, ends: nodesOfPart(part, triplet) }));
  return pairs(nodes).map(([from, to]) => {
    const found = own.find(({ ends }) => ends.includes(from) && ends.includes(to));
    const [start, end] = [place(from, nodes), place(to, nodes)];
    const look = found ? { colour: colours[found.part], width: 2 } : { colour: palette.faint, width: 1 };
    return { ...start, x2: end.x, y2: end.y, ...look };
  });
}

/** An end of the edge that is the third node as well has both colours. */
export function tripletNodes({ nodes }: TripletMessages, { i, j, k }: Triplet) {
  return Array.from({ length: nodes }, (_, node) => {
    const isEnd = node === j || node === k;
    const fill = isEnd ? colours.j : node === i ? colours.i : '#DDDDDD';
    const ring = node === i ? colours.i : fill;
    return { ...place(node, nodes), node, fill, ring, ink: isEnd || node === i ? 'white' : '#777777' };
  });
}

/** Each part's name and number beside its node or on its edge, several one below the other. */
export function tripletLabels(messages: TripletMessages, triplet: Triplet, feature: number) {
  const taken = new Map<string, number>();
  return tripletParts.map((part) => {
    const ends = [...new Set(nodesOfPart(part, triplet))];
    const places = ends.map((node) => place(node, messages.nodes));
    const middle = (axis: 'x' | 'y') => places.reduce((sum, at) => sum + at[axis], 0) / places.length;
    const isNode = ends.length === 1;
    const [x, y] = ends.length > 0 ? [middle('x'), middle('y')] : [0, -reach.y + line];
    const spot = ends.sort().join();
    const row = taken.get(spot) ?? 0;
    taken.set(spot, row + 1);
    const down = isNode && y > 0 ? -1 : 1; // Labels of upper nodes grow upwards.
    const start = isNode ? y - down * nodeToLabel : y;
    return {
      x: rounded(x),
      y: rounded(start - down * row * line),
      text: `${part} ${signed(messages.part(part, triplet, feature))}`,
      colour: colours[part],
    };
  });
}

function pairs(nodes: number): [number, number][] {
  const all = Array.from({ length: nodes }, (_, from) => from);
  return all.flatMap((from) => all.slice(from + 1).map((to): [number, number] => [from, to]));
}

/** Clockwise, with a side and not a corner on top: four nodes make a square. */
function place(node: number, nodes: number): { x: number; y: number } {
  const turn = (2 * Math.PI * (node - 0.5)) / nodes;
  return { x: rounded(Math.sin(turn)), y: rounded(Math.cos(turn)) };
}

/** With its sign, so that one sees what is added and what is taken away. */
export const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
