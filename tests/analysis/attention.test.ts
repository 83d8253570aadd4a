/** What TransNAR looks at while it answers. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { activationsOf, attentionOf, attentionTo, gatesOf } from '../../lib/analysis/index.ts';
import { collate, formatSample, preprocess, sampleAt } from '../../lib/dataset/index.ts';
import { Parameters } from '../../lib/model/parameters.ts';
import {
  answerBudget,
  generate,
  transformer,
  transformerPresets,
} from '../../lib/model/transformer/index.ts';
import { expectClose } from '../support/close.ts';
import { nar, path, tinySolver } from './reading.ts';

const { question, answer } = formatSample(path);
const sums = (weights: Float32Array, width: number) =>
  Array.from({ length: weights.length / width }, (_, row) =>
    weights.subarray(row * width, (row + 1) * width).reduce((sum, weight) => sum + weight, 0),
  );

test('every token’s attention is a distribution over the nodes and one over the edges', async () => {
  const { solver } = tinySolver();
  const attention = await attentionOf(question, solver);
  const { tokens, nodes, layers, heads, toNodes, toEdges } = attention;
  expect(layers.map(({ layer }) => layer)).toEqual([0, 1]);
  expect(heads).toBe(2);
  expect(nodes).toEqual(['0', '1 (s)', '2', '3']);
  expect(toNodes).toHaveLength(2 * 2 * tokens.length * 4);
  expect(toEdges).toHaveLength(2 * 2 * tokens.length * 16);
  for (const [weights, width] of [
    [toNodes, 4],
    [toEdges!, 16],
  ] as const) {
    expect(weights.every((weight) => weight >= 0)).toBe(true);
    expectClose(sums(weights, width), new Array<number>(weights.length / width).fill(1));
  }
  const part = (name: string) => tokens.filter((token) => token.part === name).map(({ text }) => text);
  expect(part('question').join('')).toBe(question);
  expect(part('answer').join('').startsWith(attention.answer)).toBe(true);
});

test('what is read is what decoding read: the same tokens at the same positions', async () => {
  const { solver } = tinySolver();
  const { model, tokenizer } = solver;
  const { toNodes } = await attentionOf(path, { ...solver, seed: 7 });
  const memory = nar.memory(collate([preprocess(path)]));
  const budget = answerBudget(tokenizer.encode(answer).length);
  const [{ prompt, tokens, positions }] = await generate(model, tokenizer, [{ text: question, budget }], {
    memory,
    seed: 7,
  });
  expect(positions).toHaveLength(prompt.length + tokens.length);
  const row = (values: ArrayLike<number>) =>
    tf.tensor2d(Int32Array.from(values), [1, values.length], 'int32');
  let logits = tf.tensor([]);
  const seen = activationsOf(
    () => (logits = model.logits(row([...prompt, ...tokens]), row(positions), memory)),
    (name) => name.endsWith('.nodes.weights'),
  );
  // Padding is never said, so it is left out of what could have been.
  const likeliest = tf.tidy(() => {
    const visible = tf.slice(logits, [0, prompt.length - 1, 0], [1, tokens.length, tokenizer.size]);
    const pad = tf.oneHot(tf.scalar(tokenizer.pad, 'int32'), tokenizer.size);
    return tf.argMax(tf.sub(visible, tf.mul(pad, 1e9)), 2).dataSync();
  });
  expect(Array.from(likeliest)).toEqual(tokens);
  expect([...seen.keys()]).toEqual([0, 1].map((layer) => `reader.blocks.${layer}.nodes.weights`));
  expectClose(toNodes, Float32Array.from([...seen.values()].flat().flatMap(({ values }) => [...values])));
});

test('weights of one layer and head are chosen, or means of several taken', async () => {
  const { solver } = tinySolver();
  const attention = await attentionOf(question, solver);
  const width = attention.tokens.length * 4;
  const part = (index: number) => attention.toNodes.slice(index * width, (index + 1) * width);
  expect(attentionTo('nodes', attention, { layer: 1, head: 0 })).toEqual(part(2));
  const mean = part(1).map((weight, i) => (weight + part(3)[i]) / 2);
  expectClose(attentionTo('nodes', attention, { head: 1 }), mean);
  expect(attentionTo('edges', attention)).toHaveLength(4 * width);
  expect(() => attentionTo('nodes', attention, { layer: 2 })).toThrow(
    'There is no such attention: layers 0, 1 read, with heads 0 to 1.',
  );
});

test('layers that do not read, and models that read no edges or nothing, say so', async () => {
  const { solver } = tinySolver({ layers: [1], combine: 'nodes-only' });
  const attention = await attentionOf(question, solver);
  expect(attention.layers.map(({ layer }) => layer)).toEqual([1]);
  expect(attention.toEdges).toBeUndefined();
  expect(() => attentionTo('edges', attention)).toThrow('reads nodes alone');
  const model = transformer(transformerPresets.smoke, solver.tokenizer.size, Parameters.seeded(1));
  await expect(attentionOf(question, { ...solver, model })).rejects.toThrow('attends to none');
  await expect(attentionOf('What?', solver)).rejects.toThrow('no CLRS-Text question');
});

test('nodes are labelled with the inputs that the text shows', async () => {
  const { solver } = tinySolver();
  const list = sampleAt('insertion_sort', 3, 0, 0, { truncateDecimals: 3 });
  const { nodes } = await attentionOf(list, solver);
  expect(nodes).toEqual(Array.from(list.inputs['key'].data, (key, node) => `${node} ${key}`));
});

test('attention leaves no tensors behind', async () => {
  const { solver } = tinySolver();
  const before = tf.memory().numTensors;
  await attentionOf(question, solver);
  expect(tf.memory().numTensors).toBe(before);
});

test('gates are the tanh of their parameters, layer by layer', async () => {
  const { solver, parameters } = tinySolver({ gate: 0.25 });
  const gates = gatesOf(parameters);
  const attention = await attentionOf(question, solver);
  // The engine's tanh may differ in the last digit that a float32 has.
  const digits = (layers: typeof attention.layers) =>
    layers.map((gate) => [gate.layer, gate.attention.toFixed(6), gate.feedForward.toFixed(6)]);
  expect(digits(gates)).toEqual(digits(attention.layers));
  const value = (name: string) => parameters.entries().get(`reader.blocks.1.${name}`)!.dataSync()[0];
  expect(gates[1]).toEqual({
    layer: 1,
    attention: Math.fround(Math.tanh(value('attentionGate'))),
    feedForward: Math.fround(Math.tanh(value('feedForwardGate'))),
  });
  expect(gates[1].attention).not.toBe(gates[1].feedForward);
});
