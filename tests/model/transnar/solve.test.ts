/** Answering questions from text alone. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { collate, preprocess, sampleAt } from '../../../lib/dataset/index.ts';
import { formatSample, namesTokenizer } from '../../../lib/dataset/text/index.ts';
import { Nar, referenceNarConfig } from '../../../lib/model/nar/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import {
  answerBudget,
  generate,
  transformer,
  transformerPresets,
} from '../../../lib/model/transformer/index.ts';
import { type Reasoner, solve, transnar, transnarPresets } from '../../../lib/model/transnar/index.ts';
import { disturb } from '../transformer/tiny.ts';

const tokenizer = namesTokenizer();
const config = { ...referenceNarConfig, width: 6, tripletWidth: 3 };
const nar = new Nar(config, ['bfs', 'activity_selector'], Parameters.seeded('nar'));
const reasoner: Reasoner = {
  memoryWidths: nar.memoryWidths('hidden'),
  memory: (batch) => nar.memory(batch),
};
const parameters = Parameters.seeded('solve');
const model = transnar(
  {
    transformer: transformerPresets.smoke,
    transnar: transnarPresets.smoke,
    vocabulary: tokenizer.size,
    memory: reasoner.memoryWidths,
  },
  parameters,
);
disturb(parameters);

/** A problem whose text says all of it, and of an algorithm with a hint that the reasoner gets as an input. */
const trajectory = sampleAt('activity_selector', 5, 0, 3, { truncateDecimals: 3 });
const { question, answer } = formatSample(trajectory);

describe('solve', () => {
  test('answers as the model does that is given the graph', async () => {
    const memory = nar.memory(collate([preprocess(trajectory)]));
    const budget = answerBudget(tokenizer.encode(answer).length);
    const [expected] = await generate(model, tokenizer, [{ text: question, budget }], { memory, seed: 0 });
    const solution = await solve(question, { model, tokenizer, reasoner });
    expect(solution).toMatchObject({ text: expected.text, ended: expected.ended, tokens: expected.tokens });
    expect(solution.trajectory.outputs).toEqual(trajectory.outputs);
  });

  test('reads the graph: another graph behind the same text would be answered otherwise', async () => {
    const other = nar.memory(collate([preprocess(sampleAt('activity_selector', 5, 0, 4))]));
    const budget = answerBudget(tokenizer.encode(answer).length);
    const [expected] = await generate(model, tokenizer, [{ text: question, budget }], {
      memory: other,
      seed: 0,
    });
    const solution = await solve(question, { model, tokenizer, reasoner });
    expect(solution.text).not.toBe(expected.text);
  });

  test('needs no reasoner for a Transformer', async () => {
    const alone = transformer(transformerPresets.smoke, tokenizer.size, Parameters.seeded(1));
    const { text } = await solve(question, { model: alone, tokenizer });
    expect(text.length).toBeGreaterThan(0);
    await expect(solve(question, { model, tokenizer })).rejects.toThrow('give it one');
  });

  test('says what is wrong with text that is no question, and where', async () => {
    const broken = question.replace('s: [', 's: [x');
    await expect(solve(broken, { model, tokenizer, reasoner })).rejects.toThrow(
      /^This is no CLRS-Text question: .* \(at character \d+\)\.$/,
    );
    await expect(solve('What is 2 + 2?', { model, tokenizer, reasoner })).rejects.toThrow('at character 0');
  });

  test('leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    await solve(question, { model, tokenizer, reasoner });
    expect(tf.memory().numTensors).toBe(before);
  });
});
