/** What tokens look at in their own text, and answers of which only the text was kept. */
import { expect, test } from 'vitest';
import { attentionIn, attentionOf, rewritten, textAttention } from '../../lib/analysis/index.ts';
import { formatSample } from '../../lib/dataset/index.ts';
import { Parameters } from '../../lib/model/parameters.ts';
import { answerBudget, transformer, transformerPresets } from '../../lib/model/transformer/index.ts';
import { solve } from '../../lib/model/transnar/index.ts';
import { expectClose } from '../support/close.ts';
import { expectNoLeak } from '../support/leaks.ts';
import { path, tinySolver } from './reading.ts';

const { question, answer } = formatSample(path);

test('a token looks at itself and what stands before it, in every layer and head', async () => {
  const { solver } = tinySolver();
  const solution = await solve(question, solver);
  const { layers, heads, toTokens } = textAttention(solution, solver);
  const count = solution.prompt.length + solution.tokens.length;
  expect([layers, heads]).toEqual([transformerPresets.smoke.layers, transformerPresets.smoke.heads]);
  expect(toTokens).toHaveLength(layers * heads * count ** 2);
  const rows = Array.from({ length: layers * heads * count }, (_, row) =>
    toTokens.subarray(row * count, (row + 1) * count),
  );
  expectClose(
    rows.map((row) => row.reduce((sum, weight) => sum + weight, 0)),
    rows.map(() => 1),
  );
  expect(rows.every((row, i) => row.subarray((i % count) + 1).every((weight) => weight === 0))).toBe(true);
});

test('an answer that was kept as text has the tokens and positions at which it was written', async () => {
  const { solver } = tinySolver();
  const seeded = { ...solver, seed: 7 };
  const solution = await solve(question, seeded);
  const budget = answerBudget(solver.tokenizer.encode(answer).length);
  const again = rewritten({ question, prediction: answer, ended: true, budget }, seeded);
  expect(again.prompt).toEqual(solution.prompt);
  expect(again.tokens).toEqual(solver.tokenizer.encode(answer));
  const count = Math.min(again.positions.length, solution.positions.length);
  expect(count).toBeGreaterThan(again.prompt.length);
  expect([...again.positions.subarray(0, count)]).toEqual([...solution.positions.subarray(0, count)]);
  // What the question's tokens read depends on nothing that follows.
  const [read, known] = [attentionIn(question, again, seeded), await attentionOf(question, seeded)];
  const width = again.prompt.length * known.nodes.length;
  expectClose(read.toNodes.subarray(0, width), known.toNodes.subarray(0, width));
});

test('an answer that spells more tokens than it had places is cut', () => {
  const { solver } = tinySolver();
  const budget = 3;
  const { tokens, prompt, positions } = rewritten(
    { question, prediction: answer, ended: false, budget },
    solver,
  );
  expect([tokens.length, positions.length]).toEqual([3, prompt.length + 3]);
});

test('a Transformer without a reader has attention to its text, and nothing is left behind', async () => {
  const { solver } = tinySolver();
  const model = transformer(transformerPresets.smoke, solver.tokenizer.size, Parameters.seeded('alone'));
  const alone = { model, tokenizer: solver.tokenizer };
  const solution = await solve(question, alone);
  expectNoLeak(() => {
    expect(textAttention(solution, alone).layers).toBe(transformerPresets.smoke.layers);
  });
});
