/**
 * Where the nodes and links of one problem's graph are drawn, and which: decided by each probe's location and type.
 * Nodes stand on the unit circle, clockwise from the top.
 */
import type { Feature, Features, Trajectory } from '../dataset/index.ts';
import { rounded } from './theme.ts';

export interface GraphNode {
  readonly node: number;
  readonly x: number;
  readonly y: number;
  /** Its input values, except its position. */
  readonly value: string;
  readonly valueX: number;
  readonly valueY: number;
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
}

export const nodeRadius = 0.15;
const valueRadius = 1.23;

export function graphNodes({ nodes, inputs, outputs }: Trajectory): GraphNode[] {
  return Array.from({ length: nodes }, (_, node) => {
    const [x, y] = place(node, nodes);
    return {
      node,
      x: rounded(x),
      y: rounded(y),
      value: valueOf(inputs, node),
      valueX: rounded(valueRadius * x),
      valueY: rounded(valueRadius * y),
      marked: isMarked(inputs, ['mask_one'], node),
      chosen: isMarked(outputs, ['mask', 'mask_one'], node),
    };
  });
}

/** Input links are the graph's edges, or without any the chain that the nodes stand in; output links what was found. */
export function graphLinks(trajectory: Trajectory): GraphLink[] {
  const { nodes, inputs, outputs, hints } = trajectory;
  const given = edges(inputs, nodes);
  const chain = Object.values(hints).find(({ location, type }) => location === 'node' && type === 'pointer');
  const found = [
    ...edges(outputs, nodes),
    ...Object.values(outputs).flatMap((output) => arrows(output, nodes)),
  ];
  return [
    ...(given.length > 0 || !chain ? given : arrows(chain, nodes)).map((pair) => link('input', pair, nodes)),
    ...found.map((pair) => link('output', pair, nodes)),
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

function link(kind: GraphLink['kind'], { from, to, directed }: Pair, nodes: number): GraphLink {
  const [x, y] = place(from, nodes);
  const [x2, y2] = place(to, nodes);
  const length = Math.hypot(x2 - x, y2 - y);
  const [dx, dy] = [(x2 - x) / length, (y2 - y) / length];
  const end = nodeRadius + (directed ? 0.06 : 0);
  return {
    kind,
    directed,
    x: rounded(x + nodeRadius * dx),
    y: rounded(y + nodeRadius * dy),
    x2: rounded(x2 - end * dx),
    y2: rounded(y2 - end * dy),
    angle: rounded((Math.atan2(dx, dy) * 180) / Math.PI),
  };
}

function place(node: number, nodes: number): [number, number] {
  const turn = (2 * Math.PI * node) / nodes;
  return [Math.sin(turn), Math.cos(turn)];
}

function valueOf(inputs: Features, node: number): string {
  const shown = Object.values(inputs).flatMap(({ name, location, type, classes, data }) => {
    if (location !== 'node' || name === 'pos') return [];
    if (type === 'scalar') return [(data[node] ?? 0).toFixed(2)];
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
