/**
 * Which nodes and links of one problem's graph are drawn, and what is written beside them: decided by each probe's
 * location and type.
 */
import type { Feature, Features, Trajectory } from '../dataset/index.ts';
import { type Placing, placing, pointsOf } from './node-places.ts';
import { decimal, rounded } from './theme.ts';

export interface GraphNode {
  readonly node: number;
  readonly x: number;
  readonly y: number;
  /** Its input values, except its position; of a point nothing, since it stands there. */
  readonly value: string;
  readonly valueX: number;
  readonly valueY: number;
  /** Where the value ends or begins: it runs away from its node. */
  readonly align: 'left' | 'center' | 'right';
  /** Marked by a one-hot input, such as the source of a search. */
  readonly marked: boolean;
  /** Marked by an output. */
  readonly chosen: boolean;
}

/** A line between the rims of two nodes; directed ones end in an arrow that points `angle` degrees clockwise from up. */
export interface GraphLink {
  readonly kind: 'input' | 'output';
  readonly directed: boolean;
  readonly x: number;
  readonly y: number;
  readonly x2: number;
  readonly y2: number;
  readonly angle: number;
  /** The weight of an edge, empty where it has none, and where that is written. */
  readonly edgeWeight: string;
  readonly weightX: number;
  readonly weightY: number;
}

/** Points may stand close to one another. */
export const nodeRadius = (trajectory: Trajectory): number => (pointsOf(trajectory) ? 0.1 : 0.15);
/** From a node's centre to its value. */
const toValue = 0.23;
/** The share of a link after which its weight is written: crossings are in the middle. */
const toWeight = 0.36;

export function graphNodes(trajectory: Trajectory): GraphNode[] {
  const { nodes, inputs, outputs } = trajectory;
  const place = placing(trajectory);
  return Array.from({ length: nodes }, (_, node) => {
    const [x, y] = place(node);
    const length = Math.hypot(x, y) || 1;
    return {
      node,
      x: rounded(x),
      y: rounded(y),
      value: pointsOf(trajectory) ? '' : valueOf(inputs, node),
      valueX: rounded(x + (toValue * x) / length),
      valueY: rounded(y + (toValue * y) / length),
      align: Math.abs(x / length) < 0.1 ? 'center' : x > 0 ? 'left' : 'right',
      marked: isMarked(inputs, ['mask_one'], node),
      chosen: isMarked(outputs, ['mask', 'mask_one'], node),
    };
  });
}

/** What arrows and places say, and what is not drawn, a line for each kind of them. */
export function graphNotes(trajectory: Trajectory): string[] {
  const found = Object.values(trajectory.outputs).filter(
    (output) => arrows(output, trajectory.nodes).length > 0,
  );
  return [
    ...found.map(({ name }) => `orange arrow: from node i to node ${name}[i]`),
    ...(arrowsOfChain(trajectory).length > 0
      ? ['grey arrow: from a node to the one before it in the list']
      : []),
    ...(pointsOf(trajectory) ? ['each node stands at its x and y'] : []),
    ...loopNotes(trajectory),
  ];
}

/** What the input says of edges in numbers. */
const edgeNumbers = (inputs: Features): Feature[] =>
  Object.values(inputs).filter(({ location, type }) => location === 'edge' && type === 'scalar');

/** Edges from a node to itself, which the numbers of the text show and lines between rims do not. */
function loopNotes({ nodes, inputs }: Trajectory): string[] {
  const weights = edgeNumbers(inputs);
  const loops = Array.from({ length: nodes }, (_, node) => node * (nodes + 1)).filter((cell) =>
    weights.some(({ data }) => data[cell] !== 0),
  );
  if (loops.length === 0) return [];
  if (loops.length === nodes) return ['each node is its own neighbour, not drawn'];
  return [`not drawn: edges from a node to itself, at ${loops.length} of ${nodes} nodes`];
}

/** The order of a list, where there are no edges and no places. */
function arrowsOfChain(trajectory: Trajectory): Pair[] {
  const { nodes, inputs, hints } = trajectory;
  if (edges(inputs, nodes).length > 0 || pointsOf(trajectory)) return [];
  const chain = Object.values(hints).find(({ location, type }) => location === 'node' && type === 'pointer');
  return chain ? arrows(chain, nodes) : [];
}

/** Input links are the graph's edges, or without any the chain that the nodes stand in; output links what was found. */
export function graphLinks(trajectory: Trajectory): GraphLink[] {
  const { nodes, inputs, outputs } = trajectory;
  const place = placing(trajectory);
  const radius = nodeRadius(trajectory);
  const given = [...edges(inputs, nodes), ...arrowsOfChain(trajectory)];
  // Where numbers only say that there is an edge, they are not written.
  const weights = edgeNumbers(inputs).filter(({ data }) => data.some((value) => value !== 0 && value !== 1));
  const weightOf = ({ from, to }: Pair) =>
    weights.map(({ data }) => decimal(data[from * nodes + to])).join(', ');
  const found = [
    ...edges(outputs, nodes),
    ...Object.values(outputs).flatMap((output) => arrows(output, nodes)),
  ];
  return [
    ...given.map((pair) => link('input', pair, { place, radius, weight: weightOf(pair) })),
    ...found.map((pair) => link('output', pair, { place, radius, weight: '' })),
  ];
}

interface Pair {
  readonly from: number;
  readonly to: number;
  readonly directed: boolean;
}

/** Ones of edge masks off the diagonal; two that are each other's reverse are one undirected link. */
function edges(features: Features, nodes: number): Pair[] {
  const masks = Object.values(features).filter(
    ({ location, type }) => location === 'edge' && type === 'mask',
  );
  return masks.flatMap(({ data }) => {
    const has = (from: number, to: number) => data[from * nodes + to] === 1;
    const pairs: Pair[] = [];
    for (let from = 0; from < nodes; from++) {
      for (let to = 0; to < nodes; to++) {
        const both = has(to, from);
        if (from !== to && has(from, to) && !(both && to < from)) pairs.push({ from, to, directed: !both });
      }
    }
    return pairs;
  });
}

/** Node pointers that do not point to their own node; of a hint, those of the first step. */
function arrows({ location, type, data }: Feature, nodes: number): Pair[] {
  if (location !== 'node' || (type !== 'pointer' && type !== 'should_be_permutation')) return [];
  return [...data.subarray(0, nodes)].flatMap((to, from) =>
    from === to ? [] : [{ from, to, directed: true }],
  );
}

function link(
  kind: GraphLink['kind'],
  { from, to, directed }: Pair,
  { place, radius, weight }: { readonly place: Placing; readonly radius: number; readonly weight: string },
): GraphLink {
  const [x, y] = place(from);
  const [x2, y2] = place(to);
  const length = Math.hypot(x2 - x, y2 - y) || 1;
  const [dx, dy] = [(x2 - x) / length, (y2 - y) / length];
  const end = radius + (directed ? 0.06 : 0);
  return {
    kind,
    directed,
    x: rounded(x + radius * dx),
    y: rounded(y + radius * dy),
    x2: rounded(x2 - end * dx),
    y2: rounded(y2 - end * dy),
    angle: rounded((Math.atan2(dx, dy) * 180) / Math.PI),
    edgeWeight: weight,
    weightX: rounded(x + toWeight * (x2 - x)),
    weightY: rounded(y + toWeight * (y2 - y)),
  };
}

function valueOf(inputs: Features, node: number): string {
  const shown = Object.values(inputs).flatMap(({ name, location, type, classes, data }) => {
    if (location !== 'node' || name === 'pos') return [];
    if (type === 'scalar') return [`${decimal(data[node] ?? 0)}`];
    if (type === 'categorical') return [`${data.subarray(node * classes, (node + 1) * classes).indexOf(1)}`];
    return [];
  });
  return shown.join(', ');
}

function isMarked(features: Features, types: readonly string[], node: number): boolean {
  return Object.values(features).some(
    ({ location, type, data }) => location === 'node' && types.includes(type) && data[node] === 1,
  );
}
