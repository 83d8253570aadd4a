import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlgorithmName } from '../../../lib/dataset/index.ts';
import { type Solved, chosen, output, range, rowsOf, sampled, solve } from './support.ts';

const edgesOf = ({ args }: Solved) => rowsOf(args['A'] as Float64Array);

/** Which nodes can be reached from each, by Warshall's closure; `without` leaves a node out. */
function reachability(A: number[][], without?: number): boolean[][] {
  const kept = (i: number) => i !== without;
  const reach = A.map((row, i) => row.map((weight, j) => (weight !== 0 || i === j) && kept(i) && kept(j)));
  for (const k of range(A.length))
    for (const i of range(A.length))
      for (const j of range(A.length)) reach[i][j] ||= reach[i][k] && reach[k][j];
  return reach;
}

/** The length of the path that parent pointers make from the source to `node`. */
function pathLength(A: number[][], pi: number[], source: number, node: number): number {
  let length = 0;
  for (let steps = 0; node !== source; steps++) {
    expect(steps).toBeLessThan(pi.length);
    expect(A[pi[node]][node]).not.toBe(0);
    length += A[pi[node]][node];
    node = pi[node];
  }
  return length;
}

/** Distances from the source by relaxing every edge n times. */
function distances(A: number[][], source: number): number[] {
  const d = A.map((_, i) => (i === source ? 0 : Infinity));
  for (let round = 0; round < A.length; round++) {
    A.forEach((row, u) => row.forEach((weight, v) => weight !== 0 && (d[v] = Math.min(d[v], d[u] + weight))));
  }
  return d;
}

const shortestPaths: AlgorithmName[] = ['bellman_ford', 'dijkstra', 'dag_shortest_paths'];

describe.each(shortestPaths)('%s', (name) => {
  test('makes a tree of shortest paths', () => {
    fc.assert(
      fc.property(sampled(name), (solved) => {
        const A = edgesOf(solved);
        const s = solved.args['s'] as number;
        const pi = output(solved, 'pi');
        for (const [node, distance] of distances(A, s).entries()) {
          if (distance === Infinity) expect(pi[node]).toBe(node);
          else expect(pathLength(A, pi, s, node)).toBeCloseTo(distance, 12);
        }
      }),
    );
  });
});

test('floyd_warshall, dijkstra and bellman_ford agree on all pairs of nodes', () => {
  fc.assert(
    fc.property(sampled('floyd_warshall'), (solved) => {
      const A = edgesOf(solved);
      const Pi = rowsOf(output(solved, 'Pi'));
      for (const s of range(A.length)) {
        const [bellman, dijkstra] = (['bellman_ford', 'dijkstra'] as const).map((name) => {
          return output(solve(name, { ...solved.args, s }), 'pi');
        });
        for (const node of range(A.length)) {
          if (node === s) continue;
          if (bellman[node] === node) {
            // No path: each says so in its own way.
            expect([dijkstra[node], Pi[s][node]]).toEqual([node, s]);
            expect(A[s][node]).toBe(0);
          } else {
            const length = pathLength(A, bellman, s, node);
            expect(pathLength(A, dijkstra, s, node)).toBeCloseTo(length, 12);
            expect(pathLength(A, Pi[s], s, node)).toBeCloseTo(length, 12);
          }
        }
      }
    }),
  );
});

test('bfs makes a tree of fewest edges', () => {
  fc.assert(
    fc.property(sampled('bfs', { p: [0.3, 0.6] }), (solved) => {
      const A = edgesOf(solved);
      const s = solved.args['s'] as number;
      const pi = output(solved, 'pi');
      for (const [node, distance] of distances(A, s).entries()) {
        if (distance === Infinity) expect(pi[node]).toBe(node);
        else expect(pathLength(A, pi, s, node)).toBe(distance);
      }
    }),
  );
});

test('dfs makes a forest of edges, and its times nest', () => {
  fc.assert(
    fc.property(sampled('dfs'), (solved) => {
      const A = edgesOf(solved);
      const pi = output(solved, 'pi');
      const last = (name: string) => [...solved.trajectory.hints[name].data].slice(-A.length);
      const [d, f] = [last('d'), last('f')];
      for (const [node, parent] of pi.entries()) {
        if (parent === node) continue;
        expect(A[parent][node]).not.toBe(0);
        expect(d[parent] < d[node] && f[node] < f[parent]).toBe(true);
      }
      expect(new Set([...d, ...f]).size).toBe(2 * A.length);
    }),
  );
});

test('topological_sort puts every node before those it points to', () => {
  fc.assert(
    fc.property(sampled('topological_sort'), (solved) => {
      const A = edgesOf(solved);
      const topo = output(solved, 'topo');
      const order = [chosen(solved, 'topo_head')];
      while (topo[order[order.length - 1]] !== order[order.length - 1])
        order.push(topo[order[order.length - 1]]);
      expect(order.toSorted((a, b) => a - b)).toEqual(range(A.length));
      A.forEach((row, u) =>
        row.forEach((edge, v) => edge && expect(order.indexOf(u)).toBeLessThan(order.indexOf(v))),
      );
    }),
  );
});

const somewhatDense = { p: [0.3, 0.45, 0.6] };
const countComponents = (A: number[][], without?: number) => {
  const reach = reachability(A, without);
  return new Set(
    range(A.length)
      .filter((i) => i !== without)
      .map((i) => reach[i].indexOf(true)),
  ).size;
};

test('articulation_points are the nodes whose removal splits a component', () => {
  fc.assert(
    fc.property(sampled('articulation_points', somewhatDense), (solved) => {
      const A = edgesOf(solved);
      const all = countComponents(A);
      const isolated = (node: number) => A[node].every((edge, other) => edge === 0 || other === node);
      const expected = range(A.length).map((node) => {
        return countComponents(A, node) > all - (isolated(node) ? 1 : 0) ? 1 : 0;
      });
      expect(output(solved, 'is_cut')).toEqual(expected);
    }),
  );
});

test('bridges are the edges whose removal splits a component', () => {
  fc.assert(
    fc.property(sampled('bridges', somewhatDense), (solved) => {
      const A = edgesOf(solved);
      const all = countComponents(A);
      const splits = (u: number, v: number) => {
        const cut = A.map((row, i) =>
          row.map((edge, j) => ((i === u && j === v) || (i === v && j === u) ? 0 : edge)),
        );
        return countComponents(cut) > all ? 1 : 0;
      };
      const expected = A.map((row, u) =>
        row.map((edge, v) => (u === v ? 0 : edge === 0 ? -1 : splits(u, v))),
      );
      expect(rowsOf(output(solved, 'is_bridge'))).toEqual(expected);
    }),
  );
});

test('strongly_connected_components name the nodes that reach each other', () => {
  fc.assert(
    fc.property(sampled('strongly_connected_components'), (solved) => {
      const A = edgesOf(solved);
      const reach = reachability(A);
      const id = output(solved, 'scc_id');
      for (const u of range(A.length))
        for (const v of range(A.length)) expect(id[u] === id[v]).toBe(reach[u][v] && reach[v][u]);
      for (const name of id) expect(id[name]).toBe(name);
    }),
  );
});

test("Kruskal's and Prim's trees weigh the same in the component of the source", () => {
  fc.assert(
    fc.property(sampled('mst_prim'), (solved) => {
      const A = edgesOf(solved);
      const s = solved.args['s'] as number;
      const pi = output(solved, 'pi');
      const prim = range(A.length).reduce((sum, v) => sum + (pi[v] === v ? 0 : A[pi[v]][v]), 0);
      const inTree = rowsOf(output(solve('mst_kruskal', { A: solved.args['A'] }), 'in_mst'));
      const component = reachability(A)[s];
      const edges = range(A.length).flatMap((u) => range(u).map((v) => [u, v] as const));
      const chosenEdges = edges.filter(([u, v]) => inTree[u][v] === 1);
      const kruskal = chosenEdges.reduce((sum, [u, v]) => sum + (component[u] ? A[u][v] : 0), 0);
      expect(kruskal).toBeCloseTo(prim, 12);
      // A forest: one edge less than nodes in every component.
      expect(chosenEdges).toHaveLength(A.length - countComponents(A));
    }),
  );
});
