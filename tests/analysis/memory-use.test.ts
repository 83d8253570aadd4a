/** What TransNAR owes to its memory. */
import { expect, test } from 'vitest';
import {
  attentionOf,
  attentionTo,
  closeGates,
  gatesOf,
  logitsOf,
  memoryUse,
  mostRead,
  readingOf,
} from '../../lib/analysis/index.ts';
import { type Trajectory, formatSample, sampleAt } from '../../lib/dataset/index.ts';
import { Parameters } from '../../lib/model/parameters.ts';
import { type Solver, solve } from '../../lib/model/transnar/index.ts';
import { transformer, transformerPresets } from '../../lib/model/transformer/index.ts';
import { disturb } from '../model/transformer/tiny.ts';
import { expectNoLeak } from '../support/leaks.ts';
import { path, tinySolver } from './reading.ts';

const other = sampleAt('bfs', 4, 'other', 0);
const question = (problem: Trajectory) => formatSample(problem).question;

/** The largest difference of two models' logits on what the first of them wrote. */
async function furthest(one: Solver, two: Solver): Promise<number> {
  const solution = await solve(question(path), one);
  const [first, second] = [logitsOf(solution, one), logitsOf(solution, two)];
  expect(first).toHaveLength((solution.prompt.length + solution.tokens.length) * one.model.vocabulary);
  return first.reduce((most, value, i) => Math.max(most, Math.abs(value - second[i])), 0);
}

test('with closed gates a TransNAR is its language model, whatever it reads', async () => {
  const { solver, parameters } = tinySolver();
  const alone = Parameters.seeded('solver');
  const model = transformer(transformerPresets.smoke, solver.tokenizer.size, alone);
  disturb(alone);
  for (const [name, variable] of alone.entries()) variable.assign(parameters.entries().get(name)!);
  const twin = { model, tokenizer: solver.tokenizer };
  expect(await furthest(solver, twin)).toBeGreaterThan(1e-3);
  closeGates(parameters);
  expect(gatesOf(parameters).map(({ attention, feedForward }) => [attention, feedForward])).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect(await furthest(solver, twin)).toBe(0);
  expect(await furthest(solver, readingOf(other, solver))).toBe(0);
});

test('with open gates another problem’s memory says something else, and the own one the same', async () => {
  const { solver } = tinySolver();
  expect(await furthest(solver, readingOf(path, solver))).toBe(0);
  expect(await furthest(solver, readingOf(other, solver))).toBeGreaterThan(1e-4);
  expect(() => readingOf(other, { model: solver.model, tokenizer: solver.tokenizer })).toThrow(
    'This model reads no graph: give a TransNAR with its reasoner.',
  );
});

test('what becomes of answers, algorithm by algorithm', async () => {
  const [open, closed] = [tinySolver(), tinySolver()];
  closeGates(closed.parameters);
  const problems = [path, other, sampleAt('minimum', 4, 'other', 0, { truncateDecimals: 3 })];
  const [bfs, minimum] = await memoryUse(problems, open.solver, closed.solver);
  expect(bfs).toMatchObject({ algorithm: 'bfs', problems: 2 });
  const said = async (problem: Trajectory, solver: Solver) => (await solve(question(problem), solver)).text;
  const changes = async (solvers: readonly Solver[]) => {
    let changed = 0;
    for (const [i, problem] of [path, other].entries()) {
      if ((await said(problem, solvers[i])) !== (await said(problem, open.solver))) changed++;
    }
    return changed;
  };
  const exchanged = [readingOf(other, open.solver), readingOf(path, open.solver)];
  expect(bfs.changedByOther).toBe(await changes(exchanged));
  expect(bfs.changedByOther).toBeGreaterThan(0);
  expect(bfs.changedByClosing).toBe(await changes([closed.solver, closed.solver]));
  expect(bfs.changedByClosing).toBeGreaterThan(0);
  // The next of a single problem is itself.
  expect(minimum).toMatchObject({ algorithm: 'minimum', problems: 1, changedByOther: 0 });
  expect(minimum.other).toBe(minimum.own);
});

test('what was read most is the largest weight of the token before', async () => {
  const { solver } = tinySolver();
  const attention = await attentionOf(path, solver);
  const rows = mostRead(attention, { layer: 1, head: 0 });
  const written = attention.tokens.filter(({ part }) => part === 'answer');
  const first = attention.tokens.length - written.length;
  expect(rows).toHaveLength(written.length);
  const toNodes = attentionTo('nodes', attention, { layer: 1, head: 0 });
  const weights = [...toNodes.subarray((first - 1) * 4, first * 4)];
  const node = weights.indexOf(Math.max(...weights));
  expect(rows[0]).toMatchObject({ node: attention.nodes[node], share: Number(weights[node].toFixed(3)) });
  const toEdges = attentionTo('edges', attention, { layer: 1, head: 0 });
  const pairs = [...toEdges.subarray((first - 1) * 16, first * 16)];
  const edge = pairs.indexOf(Math.max(...pairs));
  expect(rows[0].edge).toBe(`${Math.floor(edge / 4)} → ${edge % 4}`);
  const nodesOnly = await attentionOf(path, tinySolver({ combine: 'nodes-only' }).solver);
  expect(mostRead(nodesOnly)[0]).toMatchObject({ edge: '', edgeShare: 0 });
});

test('nothing is left behind', async () => {
  const { solver, parameters } = tinySolver();
  const solution = await solve('bfs:\ns: 0, A: [[0 1], [1 0]]\npi:\n', readingOf(other, solver));
  expectNoLeak(() => {
    logitsOf(solution, solver);
    closeGates(parameters);
  });
});
