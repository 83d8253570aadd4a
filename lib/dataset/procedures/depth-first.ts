/** The depth-first search that six algorithms share, step for step. */
import { identity } from '../encodings.ts';

export const white = 0;
export const grey = 1;
export const black = 2;

/** What every depth-first search shows of itself: the stack is a chain of pointers, `s_last` its top. */
export interface DepthFirstState {
  /** white: not seen, grey: on the stack, black: finished. */
  readonly color: Uint8Array;
  /** The node below on the stack; a node that is not on it (or its lowest) points to itself. */
  readonly s_prev: Int32Array;
  /** The root of the current tree. */
  s: number;
  /** The node at work and the neighbour it looks at. */
  u: number;
  v: number;
  s_last: number;
}

export function depthFirstState(nodes: number): DepthFirstState {
  return { color: new Uint8Array(nodes), s_prev: identity(nodes), s: 0, u: 0, v: 0, s_last: 0 };
}

/** What an algorithm does during the search; the state is recorded after each of these but `visit`. */
export interface Visitor {
  /** `u` is on top of the stack (again). */
  visit?(u: number): void;
  /** Whether `u`, just on top, is to be entered. */
  isNew(u: number): boolean;
  enter?(u: number): void;
  /** An edge to a node that is not white; the visitor records what it makes of it. */
  meet?(u: number, v: number): void;
  discover?(u: number, v: number): void;
  finish?(u: number): void;
  record(): void;
}

/**
 * DFS-VISIT (CLRS section 20.3) from `root` with an explicit stack. As in the reference, a node that comes on top again
 * scans its neighbours from 0 again, and the node popped stays visible in `s_prev` until the next step.
 */
export function depthFirstVisit(
  A: Float64Array,
  root: number,
  state: DepthFirstState,
  visitor: Visitor,
): void {
  const { color, s_prev } = state;
  const n = color.length;
  state.s = state.u = state.v = state.s_last = root;
  visitor.record();

  for (;;) {
    const { u } = state;
    visitor.visit?.(u);
    if (visitor.isNew(u)) {
      color[u] = grey;
      visitor.enter?.(u);
      visitor.record();
    }
    for (let v = 0; v < n && state.s_last === u; v++) {
      state.v = v;
      if (A[u * n + v] === 0) continue;
      if (color[v] !== white) {
        visitor.meet?.(u, v);
        continue;
      }
      color[v] = grey;
      visitor.discover?.(u, v);
      s_prev[v] = u;
      state.s_last = v;
      visitor.record();
    }
    if (state.s_last === u) {
      color[u] = black;
      visitor.finish?.(u);
      visitor.record();
      if (s_prev[u] === u) return;
      state.s_last = s_prev[u];
      s_prev[u] = u;
    }
    state.u = state.s_last;
  }
}

/** The clock of a search: discovery times d and finishing times f. */
export interface Timestamps {
  readonly d: Float64Array;
  readonly f: Float64Array;
  time: number;
}

const tick = 0.01;

export function timestamps(nodes: number): Timestamps {
  return { d: new Float64Array(nodes), f: new Float64Array(nodes), time: 0 };
}

/** The steps of a search that stamps d and f: a node is entered when it is on top without a discovery time. */
export function timedSteps(color: Uint8Array, clock: Timestamps) {
  return {
    isNew: (u: number) => color[u] === white || clock.d[u] === 0,
    enter(u: number): void {
      clock.time += tick;
      clock.d[u] = clock.time;
    },
    finish(u: number): void {
      clock.time += tick;
      clock.f[u] = clock.time;
    },
  };
}
