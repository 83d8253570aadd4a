/** How a depth-first search leaves a topological order behind. */
import { identity } from '../encodings.ts';
import { type DepthFirstState, black } from './depth-first.ts';

/** A linked list of nodes, topologically sorted; the last points to itself. */
export interface TopologicalOrder {
  readonly next: Int32Array;
  /** Node 0 while the list is empty. */
  head: number;
  prepend(this: void, node: number): void;
}

/** The list that a depth-first search makes by putting every node it finishes in front. */
export function topologicalOrder({ color }: DepthFirstState): TopologicalOrder {
  const order: TopologicalOrder = {
    next: identity(color.length),
    head: 0,
    prepend(node) {
      if (color[order.head] === black) order.next[node] = order.head;
      order.head = node;
    },
  };
  return order;
}
