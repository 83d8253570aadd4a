import { describe, expect, test } from 'vitest';
import {
  type Algorithm,
  type Arguments,
  type CompactValues,
  algorithm,
  algorithmNames,
  compactValues,
  isSolution,
  sampleAt,
} from '../../lib/dataset/index.ts';
import { fusePermutations } from '../../lib/metric/permutations.ts';
import { collate } from '../../lib/dataset/batch.ts';
import { preprocess } from '../../lib/dataset/transforms/index.ts';
import { RandomState } from '../../lib/random/index.ts';
import {
  allCuts,
  bestSets,
  chainCost,
  commonLength,
  components,
  cutsOf,
  depthFirstForests,
  minimumForests,
  permutations,
  placesInHull,
  predecessors,
  searchCost,
  tuples,
} from './oracles/solutions.ts';
import { range } from './oracles/support.ts';

/** A small problem, answers to try, and what is right by definition. */
interface Case {
  readonly args: Arguments;
  readonly answers: readonly CompactValues[];
  readonly isRight: (answer: CompactValues, truth: CompactValues) => boolean;
  /** The algorithm itself errs on some of these problems, such as points on a line. */
  readonly errs?: boolean;
}

const list = (value: number | ArrayLike<number>) => (typeof value === 'number' ? [value] : Array.from(value));
const textOf = (value: number | ArrayLike<number>) => String(list(value));
const answersOf = (name: string, values: readonly number[][]): CompactValues[] =>
  values.map((value) => ({ [name]: value }));
const choice = (random: RandomState, values: readonly number[], count: number) =>
  range(count).map(() => values[random.integer(values.length)]);

/** Weights of tenths, so that equal lengths differ in their last digits; 0 is no edge. */
function graph(
  random: RandomState,
  n: number,
  kind: 'directed' | 'acyclic' | 'undirected',
  values: readonly number[],
) {
  const A = Float64Array.from(choice(random, values, n * n));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      if (kind === 'undirected') A[i * n + j] = A[j * n + i];
      if (kind === 'acyclic') A[i * n + j] = 0;
    }
  }
  return A;
}
const tenths = [0, 0, 0.1, 0.2, 0.3, 0.3];
const bits = [0, 0, 1];

const n = 4;

function pathTree(kind: 'directed' | 'acyclic' | 'undirected', values: readonly number[]) {
  return (random: RandomState): Case => {
    const A = graph(random, n, kind, values);
    const s = random.integer(n);
    const before = predecessors(n, (u, v) => A[u * n + v], s);
    const isRight = ({ pi }: CompactValues) =>
      list(pi).every((from, v) => (v === s ? from === s : (before[v] ?? [v]).includes(from)));
    return { args: { A, s }, answers: answersOf('pi', tuples(n, n)), isRight };
  };
}

function sort(random: RandomState): Case {
  const A = Float64Array.from(choice(random, [0.1, 0.2, 0.3], n));
  const right = permutations(range(n)).filter((order) =>
    order.every((i, k) => k === 0 || A[order[k - 1]] <= A[i]),
  );
  const chains = new Set(
    right.map((order) => String(range(n).map((i) => order[Math.max(0, order.indexOf(i) - 1)]))),
  );
  return {
    args: { A },
    answers: answersOf('pred', tuples(n, n)),
    isRight: ({ pred }) => chains.has(textOf(pred)),
  };
}

function match(random: RandomState): Case {
  const [T, P] = [choice(random, [0, 1], 5), choice(random, [0, 1], 1 + random.integer(2))];
  const places = range(T.length).filter((s) => T.slice(s, s + P.length).join() === P.join());
  const right = places.length > 0 ? places : [T.length];
  return {
    args: { T: Int32Array.from(T), P: Int32Array.from(P) },
    answers: range(T.length + P.length).map((place) => ({ match: place })),
    isRight: ({ match }) => right.includes(match as number),
  };
}

function hull(random: RandomState): Case {
  const [xs, ys] = [choice(random, [0, 1, 2], 5), choice(random, [0, 1, 2], 5)];
  const places = placesInHull(xs, ys);
  const same = (i: number) => range(5).filter((j) => xs[i] === xs[j] && ys[i] === ys[j]);
  const isRight = ({ in_hull }: CompactValues) => {
    const held = list(in_hull);
    return places.every((place, i) =>
      place === 'corner' ? same(i).some((j) => held[j] === 1) : place === 'side' || held[i] === 0,
    );
  };
  const args = { xs: Float64Array.from(xs), ys: Float64Array.from(ys) };
  return { args, answers: answersOf('in_hull', tuples(2, 5)), isRight, errs: true };
}

const cases: Readonly<Record<string, (random: RandomState) => Case>> = {
  bfs: pathTree('undirected', [0, 1, 1]),
  dijkstra: pathTree('undirected', tenths),
  bellman_ford: pathTree('directed', tenths),
  dag_shortest_paths: pathTree('acyclic', [0, 0.1, 0.2, 0.3]),
  bubble_sort: sort,
  heapsort: sort,
  insertion_sort: sort,
  quicksort: sort,
  kmp_matcher: match,
  naive_string_matcher: match,
  graham_scan: hull,
  jarvis_march: hull,
  activity_selector(random) {
    const times = range(5).map(() => choice(random, [0, 0.1, 0.2, 0.3, 0.4], 2).sort());
    const [s, f] = [times.map(([start]) => start), times.map(([, end]) => end)];
    const apart = (set: readonly number[]) =>
      set.every((i) => set.every((j) => i === j || f[i] <= s[j] || f[j] <= s[i]));
    const right = bestSets(5, (set) => set.length, apart);
    // With activities that take no time, the algorithm may miss one: what is as good as its answer counts too.
    const size = (answer: CompactValues) => list(answer['selected']).filter(Boolean).length;
    const isRight = (answer: CompactValues, truth: CompactValues) =>
      right.has(textOf(answer['selected'])) ||
      bestSets(5, (set) => set.length, apart, size(truth)).has(textOf(answer['selected']));
    const args = { s: Float64Array.from(s), f: Float64Array.from(f) };
    return { args, answers: answersOf('selected', tuples(2, 5)), isRight };
  },
  task_scheduling(random) {
    const [d, w] = [range(5).map(() => 1 + random.integer(4)), choice(random, [0.1, 0.2, 0.3], 5)];
    const inTime = (set: readonly number[]) =>
      permutations(set).some((order) => order.every((task, slot) => slot < d[task]));
    const weight = (set: readonly number[]) => set.reduce((sum, i) => sum + w[i], 0);
    const isRight = (answer: CompactValues, truth: CompactValues) => {
      const taken = range(5).filter((i) => list(truth['selected'])[i] === 1);
      return bestSets(5, weight, inTime, weight(taken)).has(textOf(answer['selected']));
    };
    const args = { d: Int32Array.from(d), w: Float64Array.from(w) };
    return { args, answers: answersOf('selected', tuples(2, 5)), isRight };
  },
  minimum(random) {
    const A = Float64Array.from(choice(random, [0.1, 0.2, 0.3], n));
    const answers = range(n).map((min) => ({ min }));
    return { args: { A }, answers, isRight: ({ min }) => A.every((key) => A[min as number] <= key) };
  },
  quickselect(random) {
    const A = Float64Array.from(choice(random, [0.1, 0.2, 0.3], 5));
    const answers = range(5).map((median) => ({ median }));
    return { args: { A }, answers, isRight: ({ median }) => A[median as number] === A.slice().sort()[2] };
  },
  binary_search(random) {
    const A = Float64Array.from(choice(random, [0.1, 0.3, 0.5], n)).sort();
    const [x] = choice(random, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 1);
    const there = range(n).filter((i) => A[i] === x);
    const place = range(n).find((i) => A[i] > x) ?? n - 1;
    const right = there.length > 0 ? there : [place];
    const answers = range(n).map((found) => ({ return: found }));
    return { args: { x, A }, answers, isRight: (answer) => right.includes(answer['return'] as number) };
  },
  find_maximum_subarray_kadane(random) {
    const A = Float64Array.from(choice(random, [-0.3, -0.1, 0, 0.1, 0.2, 0.3], n));
    const tenthsOf = (start: number, end: number) =>
      A.slice(start, end + 1).reduce((sum, value) => sum + Math.round(value * 10), 0);
    const spans = tuples(n, 2).filter(([start, end]) => start <= end);
    const best = Math.max(...spans.map(([start, end]) => tenthsOf(start, end)));
    const answers = tuples(n, 2).map(([start, end]) => ({ start, end }));
    const isRight = ({ start, end }: CompactValues) =>
      start <= end && tenthsOf(start as number, end as number) === best;
    return { args: { A }, answers, isRight };
  },
  dfs(random) {
    const A = graph(random, n, 'directed', [0, 0, 1]);
    const right = depthFirstForests(n, (u, v) => A[u * n + v] !== 0);
    return {
      args: { A },
      answers: answersOf('pi', tuples(n, n)),
      isRight: ({ pi }) => right.has(textOf(pi)),
    };
  },
  topological_sort(random) {
    const A = graph(random, n, 'acyclic', bits);
    const right = permutations(range(n)).filter((order) =>
      order.every((v, k) => order.slice(0, k).every((u) => A[v * n + u] === 0)),
    );
    const asPointers = (order: readonly number[]) =>
      String([range(n).map((v) => order[Math.min(n - 1, order.indexOf(v) + 1)]), order[0]]);
    const known = new Set(right.map(asPointers));
    const answers = tuples(n, n + 1).map(([topo_head, ...topo]) => ({ topo, topo_head }));
    return {
      args: { A },
      answers,
      isRight: ({ topo, topo_head }) => known.has(`${textOf(topo)},${textOf(topo_head)}`),
    };
  },
  strongly_connected_components(random) {
    const A = graph(random, n, 'directed', [0, 0, 1]);
    const before = range(n).map((s) => predecessors(n, (u, v) => A[u * n + v], s));
    const together = (i: number, j: number) => before[i][j] !== undefined && before[j][i] !== undefined;
    const isRight = ({ scc_id }: CompactValues) => {
      const names = list(scc_id);
      return names.every((own, i) => names.every((other, j) => (own === other) === together(i, j)));
    };
    return { args: { A }, answers: answersOf('scc_id', tuples(n, n)), isRight };
  },
  mst_kruskal(random) {
    const A = graph(random, n, 'undirected', tenths);
    const right = new Set(
      minimumForests(n, (u, v) => A[u * n + v]).map((edges) =>
        String(
          range(n * n).map((cell) =>
            Number(edges.some(([u, v]) => cell === u * n + v || cell === v * n + u)),
          ),
        ),
      ),
    );
    // All symmetric masks, diagonals included, and some that are not.
    const symmetric = tuples(2, 10).map((own) => {
      const at = (i: number, j: number) => own[(Math.max(i, j) * (Math.max(i, j) + 1)) / 2 + Math.min(i, j)];
      return range(n * n).map((cell) => at(Math.trunc(cell / n), cell % n));
    });
    const others = range(200).map(() => choice(random, [0, 1], n * n));
    const nearly = symmetric.slice(0, 300).map((mask) => mask.map((bit, i) => (i === 1 ? 1 - bit : bit)));
    const answers = answersOf('in_mst', [...symmetric, ...others, ...nearly]);
    return { args: { A }, answers, isRight: ({ in_mst }) => right.has(textOf(in_mst)) };
  },
  mst_prim(random) {
    const A = graph(random, n, 'undirected', tenths);
    const s = random.integer(n);
    const edgesOf = (pi: readonly number[]) =>
      pi.flatMap((u, v) => (u === v ? [] : [[Math.min(u, v), Math.max(u, v)] as const]));
    const own = components(
      n,
      tuples(n, 2).flatMap(([u, v]) => (u < v && A[u * n + v] > 0 ? [[u, v] as const] : [])),
    );
    const inside = (u: number) => own[u] === own[s];
    const within = (u: number, v: number) => (inside(u) && inside(v) ? A[u * n + v] : 0);
    const right = new Set(minimumForests(n, within).map((edges) => String([...edges].map(String).sort())));
    const isRight = ({ pi }: CompactValues) =>
      list(pi)[s] === s && right.has(String(edgesOf(list(pi)).map(String).sort()));
    return { args: { A, s }, answers: answersOf('pi', tuples(n, n)), isRight };
  },
  floyd_warshall(random) {
    const A = graph(random, 3, 'undirected', tenths);
    const before = range(3).map((s) => predecessors(3, (u, v) => A[u * 3 + v], s));
    const isRight = ({ Pi }: CompactValues) =>
      range(9).every((cell) => {
        const [i, j] = [Math.trunc(cell / 3), cell % 3];
        return i === j || (before[i][j] ?? [i]).includes(list(Pi)[cell]);
      });
    const answers = answersOf(
      'Pi',
      tuples(3, 6).map((free) => {
        const rest = [...free];
        return range(9).map((cell) => (cell % 4 === 0 ? random.integer(3) : rest.shift()!));
      }),
    );
    return { args: { A }, answers, isRight };
  },
  lcs_length(random) {
    const [x, y] = [choice(random, [0, 1], 2), choice(random, [0, 1], 2)];
    const read = (b: readonly number[], i: number, j: number): number => {
      if (i < 0 || j < 0) return 0;
      const direction = b[i * 4 + 2 + j];
      if (direction === 0) return x[i] === y[j] ? 1 + read(b, i - 1, j - 1) : NaN;
      return direction === 1 ? read(b, i - 1, j) : direction === 2 ? read(b, i, j - 1) : NaN;
    };
    const isRight = ({ b }: CompactValues) =>
      tuples(2, 2).every(
        ([i, j]) => read(list(b), i, j) === commonLength(x.slice(0, i + 1), y.slice(0, j + 1)),
      );
    const answers = answersOf(
      'b',
      tuples(4, 4).map((own) =>
        range(16).map((cell) => ([2, 3, 6, 7].includes(cell) ? own[[2, 3, 6, 7].indexOf(cell)] : -1)),
      ),
    );
    return { args: { x: Int32Array.from(x), y: Int32Array.from(y) }, answers, isRight };
  },
  matrix_chain_order(random) {
    const p = choice(random, [0.001, 0.002, 0.004], 5);
    const isRight = ({ s }: CompactValues) =>
      tuples(5, 2).every(([i, j]) => {
        if (i < 1 || j <= i) return true;
        const own = cutsOf((a, b) => list(s)[a * 5 + b], i, j);
        const costs = allCuts(i, j).map((tree) => chainCost(p, tree, i, j));
        return own !== 'none' && chainCost(p, own, i, j) <= Math.min(...costs) * (1 + 1e-6);
      });
    const cells = [7, 8, 9, 13, 14, 19];
    const answers = answersOf(
      's',
      tuples(4, 6).map((own) =>
        range(25).map((cell) => (cells.includes(cell) ? own[cells.indexOf(cell)] : random.integer(5))),
      ),
    );
    return { args: { p: Float64Array.from(p) }, answers, isRight };
  },
  optimal_bst(random) {
    const [p, q] = [choice(random, [0.1, 0.2], 3), choice(random, [0, 0.1], 4)];
    const isRight = ({ root }: CompactValues) =>
      tuples(4, 2).every(([i, j]) => {
        if (j <= i) return true;
        const own = cutsOf((a, b) => list(root)[a * 4 + b], i, j);
        const costs = allCuts(i, j).map((tree) => searchCost(p, q, tree, i, j));
        return own !== 'none' && searchCost(p, q, own, i, j) <= Math.min(...costs) + 1e-7;
      });
    const cells = [1, 2, 3, 6, 7, 11];
    const answers = answersOf(
      'root',
      tuples(4, 6).map((own) =>
        range(16).map((cell) => (cells.includes(cell) ? own[cells.indexOf(cell)] : 0)),
      ),
    );
    return { args: { p: Float64Array.from(p), q: Float64Array.from(q) }, answers, isRight };
  },
};

test('every algorithm of which several answers can be right is held to brute force', () => {
  const several = algorithmNames.filter((name) => algorithm(name).cost !== undefined);
  expect(several).toEqual(algorithmNames.filter((name) => name in cases));
  const unique = ['articulation_points', 'bridges', 'segments_intersect'];
  expect(algorithmNames.filter((name) => !(name in cases))).toEqual(unique);
});

const compactOutputs = (record: Algorithm, args: Arguments) => {
  const trajectory = record.trace(args, { hints: false });
  const features = Object.values(trajectory.outputs).map((feature) => {
    return [feature.name, { ...feature, shape: [1, ...feature.shape] }] as const;
  });
  return {
    nodes: trajectory.nodes,
    outputs: compactValues(Object.fromEntries(features), 0, trajectory.nodes),
  };
};

describe.each(Object.entries(cases))('%s', (name, make) => {
  test('an answer is valid where brute force finds it right', () => {
    const record = algorithm(name);
    const random = RandomState.seeded(7);
    let [valid, invalid, other] = [0, 0, 0];
    for (let tried = 0, round = 0; tried < 10_000 || round < 8; round++) {
      const { args, answers, isRight, errs } = make(random);
      tried += answers.length;
      let solved: { nodes: number; outputs: CompactValues };
      try {
        solved = compactOutputs(record, args);
      } catch (error) {
        expect(errs, String(error)).toBe(true); // Points that the algorithm refuses.
        continue;
      }
      const { outputs } = solved;
      const problem = { record, arguments: args, ...solved };
      for (const answer of answers) {
        const right = isRight(answer, outputs);
        const context = `${JSON.stringify(args)} ${JSON.stringify(answer)}`;
        expect(isSolution(problem, answer), context).toBe(right);
        if (right) valid += 1;
        else invalid += 1;
        const differs = Object.keys(answer).some((key) => textOf(answer[key]) !== textOf(outputs[key]));
        if (right && differs) other += 1;
      }
      if (!errs) expect(isSolution(problem, outputs)).toBe(true);
    }
    expect([valid > 0, invalid > 0, other > 0]).toEqual([true, true, true]);
  });
});

describe.each(algorithmNames)('%s', (name) => {
  test('its own outputs are valid as a model decides them, in batches of several sizes, and damaged ones are not', () => {
    const record = algorithm(name);
    const smallest = Math.max(4, record.minimumSize);
    const samples = [smallest, smallest + 3, smallest + 1].map((size, i) => sampleAt(name, size, 3, i));
    const batch = collate(samples.map((sample) => preprocess(sample)));
    const outputs = fusePermutations(batch.outputs);
    samples.forEach(({ nodes }, b) => {
      const args = record.restore(compactValues(batch.inputs, b, nodes));
      const truth = compactValues(outputs, b, nodes);
      const problem = { record, arguments: args, nodes, outputs: truth };
      expect(truth).toEqual(compactOutputs(record, args).outputs);
      expect(isSolution(problem, truth)).toBe(true);
      const [probe] = Object.keys(truth);
      const { cost, spec } = record;
      if (cost) expect(isSolution(problem, { ...truth, [probe]: damaged(truth[probe]) })).toBe(false);
      else expect(isSolution(problem, { ...truth, [probe]: flipped(truth[probe]) })).toBe(false);
      expect(spec[probe].stage).toBe('output');
    });
  });
});

/** No node, class or bit is 99. */
const damaged = (value: number | ArrayLike<number>) =>
  typeof value === 'number' ? 99 : Array.from(value, (each) => (each === -1 ? -1 : 99));

const flipped = (value: number | ArrayLike<number>) =>
  typeof value === 'number' ? 1 - value : Array.from(value, (each) => (each === -1 ? -1 : 1 - each));
