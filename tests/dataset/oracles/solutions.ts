/** Right answers of small problems, found by trying everything: paths, subsets, orders, trees, runs of a search. */
import { range } from './support.ts';

/** All lists of `length` numbers below `base`. */
export const tuples = (base: number, length: number): number[][] =>
  length === 0
    ? [[]]
    : tuples(base, length - 1).flatMap((rest) => range(base).map((value) => [...rest, value]));

export const permutations = (items: readonly number[]): number[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item) =>
        permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
      );

const subsets = (items: readonly number[]): number[][] =>
  items.reduce<number[][]>((all, item) => all.flatMap((set) => [set, [...set, item]]), [[]]);

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const close = (a: number, b: number) => Math.abs(a - b) < 1e-7;

type Weights = (u: number, v: number) => number;

/** All simple paths from s. */
function paths(n: number, weight: Weights, path: readonly number[]): number[][] {
  const u = path.at(-1)!;
  const onward = range(n).filter((v) => !path.includes(v) && weight(u, v) !== 0);
  return [[...path], ...onward.flatMap((v) => paths(n, weight, [...path, v]))];
}

/** For each node the nodes before it on its shortest paths from s; undefined if there is no path. */
export function predecessors(n: number, weight: Weights, s: number): (number[] | undefined)[] {
  const length = (path: readonly number[]) => sum(path.slice(1).map((v, i) => weight(path[i], v)));
  const all = paths(n, weight, [s]);
  return range(n).map((v) => {
    const own = all.filter((path) => path.at(-1) === v);
    const least = Math.min(...own.map(length));
    const last = own.filter((path) => close(length(path), least)).map((path) => path.at(-2) ?? v);
    return own.length > 0 ? last : undefined;
  });
}

/** Components of an undirected set of edges, as labels. */
export function components(n: number, edges: readonly (readonly [number, number])[]): number[] {
  const labels = range(n);
  for (let round = 0; round < n; round++) {
    for (const [u, v] of edges) labels[u] = labels[v] = Math.min(labels[u], labels[v]);
  }
  return labels;
}

/** The sets of edges of an undirected graph that join what it joins with the least weight. */
export function minimumForests(n: number, weight: Weights): (readonly [number, number])[][] {
  const edges = range(n).flatMap((u) => range(u).flatMap((v) => (weight(v, u) > 0 ? [[v, u] as const] : [])));
  const whole = String(components(n, edges));
  const joining = subsets(range(edges.length))
    .map((set) => set.map((i) => edges[i]))
    .filter((set) => String(components(n, set)) === whole);
  const cost = (set: (readonly [number, number])[]) => sum(set.map(([u, v]) => weight(u, v)));
  const least = Math.min(...joining.map(cost));
  // A zero-weight edge would be none, so a set of least weight has no cycle.
  return joining.filter((set) => close(cost(set), least));
}

/** All forests that depth-first search can leave, whatever it takes first. */
export function depthFirstForests(n: number, hasEdge: (u: number, v: number) => boolean): Set<string> {
  const found = new Set<string>();
  const go = (stack: readonly number[], parent: readonly (number | undefined)[]): void => {
    const white = range(n).filter((v) => parent[v] === undefined);
    const u = stack.at(-1);
    const next = u === undefined ? white : white.filter((v) => hasEdge(u, v));
    if (next.length > 0)
      for (const v of next)
        go(
          [...stack, v],
          parent.map((p, i) => (i === v ? (u ?? v) : p)),
        );
    else if (u === undefined) found.add(String(parent));
    else go(stack.slice(0, -1), parent);
  };
  go(
    [],
    range(n).map(() => undefined),
  );
  return found;
}

/** The heaviest or largest set of those that are allowed; with `least`, every allowed set that weighs as much. */
export function bestSets(
  n: number,
  weight: (set: readonly number[]) => number,
  allowed: (set: readonly number[]) => boolean,
  least = -Infinity,
): Set<string> {
  const sets = subsets(range(n)).filter(allowed);
  const best = least === -Infinity ? Math.max(...sets.map(weight)) : least;
  return new Set(
    sets
      .filter((set) => weight(set) > best - 1e-9)
      .map((set) => String(range(n).map((i) => Number(set.includes(i))))),
  );
}

/** The longest common subsequence, by trying all of the shorter string. */
export function commonLength(x: readonly number[], y: readonly number[]): number {
  const within = (part: readonly number[], whole: readonly number[]) => {
    let at = 0;
    for (const item of whole) if (at < part.length && part[at] === item) at += 1;
    return at === part.length;
  };
  const parts = subsets(range(x.length)).map((set) => set.map((i) => x[i]));
  return Math.max(...parts.filter((part) => within(part, y)).map(({ length }) => length));
}

/** A tree over the gaps i..j: a leaf, or a cut k that parts i..k from k+1..j. */
export type Cuts = { readonly cut: number; readonly left: Cuts; readonly right: Cuts } | undefined;

/** All trees over i..j. */
export const allCuts = (i: number, j: number): Cuts[] =>
  i === j
    ? [undefined]
    : range(j - i).flatMap((k) =>
        allCuts(i, i + k).flatMap((left) =>
          allCuts(i + k + 1, j).map((right) => ({ cut: i + k, left, right })),
        ),
      );

/** The tree that a table of cuts gives for i..j; undefined if a cut lies outside. */
export function cutsOf(table: (i: number, j: number) => number, i: number, j: number): Cuts | 'none' {
  if (i === j) return undefined;
  const cut = table(i, j);
  if (cut < i || cut >= j) return 'none';
  const [left, right] = [cutsOf(table, i, cut), cutsOf(table, cut + 1, j)];
  return left === 'none' || right === 'none' ? 'none' : { cut, left, right };
}

/** Multiplications that a tree over matrices i..j of dimensions p takes. */
export const chainCost = (p: readonly number[], tree: Cuts, i: number, j: number): number =>
  tree === undefined
    ? 0
    : p[i - 1] * p[tree.cut] * p[j] +
      chainCost(p, tree.left, i, tree.cut) +
      chainCost(p, tree.right, tree.cut + 1, j);

/** Nodes visited on average in a search tree over the gaps i..j, a leaf counted as one (CLRS, equation 14.11). */
export const searchCost = (
  p: readonly number[],
  q: readonly number[],
  tree: Cuts,
  i: number,
  j: number,
  depth = 1,
): number =>
  tree === undefined
    ? q[i] * depth
    : p[tree.cut] * depth +
      searchCost(p, q, tree.left, i, tree.cut, depth + 1) +
      searchCost(p, q, tree.right, tree.cut + 1, j, depth + 1);

/** Where points lie in the hull of all: at a corner, on a side, or within. Exact for small whole numbers. */
export function placesInHull(xs: readonly number[], ys: readonly number[]): ('corner' | 'side' | 'within')[] {
  const nodes = range(xs.length);
  const turn = (i: number, j: number, k: number) =>
    Math.sign((xs[j] - xs[i]) * (ys[k] - ys[i]) - (ys[j] - ys[i]) * (xs[k] - xs[i]));
  const apart = (i: number, j: number) => xs[i] !== xs[j] || ys[i] !== ys[j];
  const between = (j: number, i: number, k: number) =>
    apart(i, j) &&
    apart(i, k) &&
    turn(j, i, k) === 0 &&
    (xs[j] - xs[i]) * (xs[k] - xs[i]) <= 0 &&
    (ys[j] - ys[i]) * (ys[k] - ys[i]) <= 0;
  const pairs = nodes.flatMap((j) => nodes.map((k) => [j, k] as const));
  return nodes.map((i) => {
    const around = pairs.filter(([j, k]) => between(j, i, k));
    const inTriangle = pairs.some(([a, b]) =>
      nodes.some((c) => {
        const turns = [turn(a, b, i), turn(b, c, i), turn(c, a, i)];
        return turns[0] !== 0 && turns.every((each) => each === turns[0]);
      }),
    );
    // A point within lies in a triangle of three others, or where two of their lines cross.
    const crossed = around.some(([a]) => around.some(([b]) => turn(i, a, b) !== 0));
    if (inTriangle || crossed) return 'within';
    return around.length > 0 ? 'side' : 'corner';
  });
}
