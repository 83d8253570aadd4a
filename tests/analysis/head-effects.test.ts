/** Which heads carry an answer, on models in which that is known. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { headEffects, logitsOf } from '../../lib/analysis/index.ts';
import { formatSample, sampleAt } from '../../lib/dataset/index.ts';
import { patching, watching } from '../../lib/model/index.ts';
import { solve } from '../../lib/model/transnar/index.ts';
import { path, tinySolver } from './reading.ts';

const pairs = [[path, sampleAt('minimum', 5, 'patched', 1, { truncateDecimals: 3 })]] as const;

test('every head of every attention has an effect, the same at every call', async () => {
  const { solver } = tinySolver();
  const effects = await headEffects(pairs, solver);
  expect(new Set(effects.map(({ attention }) => attention)).size).toBe(2 * 3); // text, nodes and edges in two layers
  expect(effects.every(({ effect, pairs: count }) => Number.isFinite(effect) && count === 1)).toBe(true);
  expect(effects.filter(({ effect }) => Math.abs(effect) > 1e-6).length).toBeGreaterThan(2);
  expect(await headEffects(pairs, solver)).toEqual(effects);
});

test('of blocks that run twice each run has heads of its own', async () => {
  const { solver } = tinySolver({}, { loops: 2 });
  const effects = await headEffects(pairs, solver);
  const own = effects.filter(({ attention, head }) => /^language.blocks.0/.test(attention) && head === 0);
  expect(own.map(({ attention }) => attention)).toEqual([
    'language.blocks.0.attention',
    'language.blocks.0.attention, run 2',
  ]);
  expect(own[0].effect).not.toBeCloseTo(own[1].effect, 4);
});

test.each([
  ['language.blocks.0.attention', 0, 'language.blocks.0.attention.out.weight', 0],
  ['language.blocks.1.attention', 1, 'language.blocks.1.attention.out.weight', 12],
  ['reader.blocks.0.nodes', 1, 'reader.blocks.0.combine.out.weight', 12],
  ['reader.blocks.1.edges', 0, 'reader.blocks.1.combine.out.weight', 24],
] as const)(
  '%s, head %i: without the weights that use it, it alone has no effect',
  async (attention, head, name, row) => {
    const { solver, parameters } = tinySolver();
    const weight = parameters.entries().get(name)!;
    const values = weight.dataSync().slice();
    values.fill(0, row * 24, (row + 12) * 24); // Two heads of 12 in a stream of 24.
    weight.assign(tf.tensor(values, weight.shape));
    const effects = (await headEffects(pairs, solver)).filter((each) => each.attention === attention);
    expect(Math.abs(effects[head].effect)).toBeLessThan(1e-6);
    expect(Math.abs(effects[1 - head].effect)).toBeGreaterThan(1e-6);
  },
);

test('a head that alone is used carries all, and the others nothing', async () => {
  const { solver, parameters } = tinySolver();
  for (const [name, weight] of parameters.entries()) {
    if (!/\.(attention|combine)\.out\.weight$/.test(name)) continue;
    const values = weight.dataSync().map((value) => 50 * value); // So that answers differ.
    const kept = name === 'language.blocks.1.attention.out.weight' ? 12 * 24 : values.length;
    weight.assign(tf.tensor(values.fill(0, 0, kept), weight.shape)); // The second of two heads of 12.
  }
  const minima = [0, 1, 2, 3, 4, 5].map((i) => sampleAt('minimum', 5, 'alone', i, { truncateDecimals: 3 }));
  const effects = await headEffects(
    minima.slice(1).map((each) => [minima[0], each] as const),
    solver,
  );
  for (const { attention, head, effect } of effects) {
    expect(effect).toBeCloseTo(attention === 'language.blocks.1.attention' && head === 1 ? 1 : 0, 4);
  }
});

test('the token at its place is what the whole text says of it', async () => {
  const { solver } = tinySolver();
  const [to, from] = await Promise.all(pairs[0].map((each) => solve(formatSample(each).question, solver)));
  const at = to.tokens.findIndex((token, i) => token !== from.tokens[i]);
  const places = [to, from].map(({ prompt }) => prompt.length + at - 1);
  const vocabulary = solver.model.vocabulary;
  const lead = (solution: typeof to, place: number) => {
    const logits = logitsOf(solution, solver).subarray(place * vocabulary);
    return logits[to.tokens[at]] - logits[from.tokens[at]];
  };
  const [name, head, width] = ['reader.blocks.0.edges', 1, 12];
  let row = new Float32Array();
  const watcher = (shown: string, value: tf.Tensor) => {
    if (shown !== `${name}.heads`) return;
    row = tf.slice(value, [0, places[0], head, 0], [1, 1, 1, width]).dataSync<'float32'>().slice();
  };
  const theirs = watching(watcher, () => lead(to, places[0]));
  const before = lead(from, places[1]);
  const moved = patching(
    (shown, value) => {
      if (shown !== `${name}.heads`) return value;
      const buffer = tf.buffer(value.shape, 'float32', value.dataSync<'float32'>().slice());
      row.forEach((number, i) => buffer.set(number, 0, places[1], head, i));
      return buffer.toTensor() as typeof value;
    },
    () => lead(from, places[1]),
  );
  const own = (await headEffects(pairs, solver)).find(
    (each) => each.attention === name && each.head === head,
  );
  expect(own?.effect).toBeCloseTo((moved - before) / (theirs - before), 4);
});

test('pairs that are answered alike are refused', async () => {
  const { solver } = tinySolver();
  await expect(headEffects([[path, path]], solver)).rejects.toThrow(
    /answers the problems of every pair alike/,
  );
});

test('where one answer breaks off and the other goes on, no token differs: the pair is left out', async () => {
  const { solver: tiny, parameters } = tinySolver();
  // Says one token for ever, and no blank line: the answer with the smaller budget is the beginning of the other.
  const solver = { ...tiny, tokenizer: { ...tiny.tokenizer, decode: () => 'x' } };
  for (const [name, variable] of parameters.entries()) {
    if (name.includes('finalNorm')) variable.assign(tf.zerosLike(variable));
  }
  const longer = sampleAt('insertion_sort', 12, 'patched', 0, { truncateDecimals: 3 });
  const said = await Promise.all(
    [longer, path].map((each) => solve(formatSample(each).question, solver).then(({ tokens }) => tokens)),
  );
  expect(said[0].slice(0, said[1].length)).toEqual(said[1]);
  expect(said[0].length).toBeGreaterThan(said[1].length);
  await expect(headEffects([[longer, path]], solver)).rejects.toThrow(/of every pair alike/);
});

test('a patcher that changes nothing changes nothing; what it gives is what follows and what is seen', async () => {
  const { solver } = tinySolver();
  const solution = await solve(formatSample(path).question, solver);
  const plain = logitsOf(solution, solver);
  expect(
    patching(
      (_, value) => value,
      () => logitsOf(solution, solver),
    ),
  ).toEqual(plain);
  const seen: number[] = [];
  const changed = watching(
    (name, value) => void (name === 'language.blocks.0.attention.heads' && seen.push(value.dataSync()[0])),
    () =>
      patching(
        (name, value) => (name === 'language.blocks.0.attention.heads' ? value.zerosLike() : value),
        () => logitsOf(solution, solver),
      ),
  );
  expect(changed).not.toEqual(plain);
  expect(seen).toEqual([0]);
});
