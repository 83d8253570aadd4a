/** Writing answers, against greedy decoding by its definition. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { type Tokenizer, charsTokenizer } from '../../../lib/dataset/text/index.ts';
import { drawPositions } from '../../../lib/model/language-data/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import {
  type LanguageModel,
  type TransformerConfig,
  generate,
  transformer,
} from '../../../lib/model/transformer/index.ts';
import { keyed } from '../../../lib/random/index.ts';
import { disturb, encodingConfigs, optionalConfigs, tinyConfig } from './tiny.ts';

const tokenizer = charsTokenizer();
function modelOf(config: TransformerConfig): LanguageModel {
  const parameters = Parameters.seeded('generate');
  const made = transformer(config, tokenizer.size, parameters);
  disturb(parameters);
  return made;
}
const model = modelOf(tinyConfig);
const seed = 5;
const prompts = [
  { text: 'minimum:\nkey: [0.1 0.2]\nmin:\n', budget: 20 },
  { text: 'a', budget: 7 },
  { text: 'bfs of it', budget: 13 },
];

/** What greedy decoding is by definition: all logits anew for every token, the positions drawn once. */
function slowly(by: LanguageModel, text: string, budget: number): number[] {
  const prompt = tokenizer.encode(text);
  const positions = drawPositions(
    tinyConfig.positions,
    prompt.length + budget,
    keyed(seed, 'positions', text),
  );
  const tokens = [...prompt];
  while (tokens.length < prompt.length + budget) {
    const length = tokens.length;
    const shown = tf.tensor2d(positions.subarray(0, length), [1, length], 'int32');
    const logits = by.logits(tf.tensor2d([tokens], [1, length], 'int32'), shown).dataSync();
    const last = Array.from(logits.subarray((length - 1) * tokenizer.size));
    last[tokenizer.pad] = -Infinity;
    tokens.push(last.indexOf(Math.max(...last)));
    if (tokenizer.decode(tokens.slice(prompt.length)).includes('\n\n')) break;
  }
  return tokens.slice(prompt.length);
}

/** A stand-in for decoding one text: these logits, whatever is read. */
function saying(logits: () => tf.Tensor3D): LanguageModel['decode'] {
  return () => ({ prefill: logits, step: logits, keep: () => undefined, dispose: () => undefined });
}

test.each(Object.entries({ ...encodingConfigs, ...optionalConfigs }))(
  '%s: prompts of different lengths, side by side, give what each gives alone without a cache',
  async (_, config) => {
    const by = modelOf(config);
    const together = await generate(by, tokenizer, prompts, { seed });
    for (const [i, { text, budget }] of prompts.entries()) {
      expect(together[i].tokens).toEqual(slowly(by, text, budget));
    }
    expect(new Set(together.map(({ text }) => text)).size).toBe(prompts.length);
  },
);

test('each prompt has draws of its own, whatever is asked beside it', async () => {
  const many = Array.from({ length: 6 }, (_, i) => ({ text: `q${i}`, budget: 12 }));
  const together = await generate(model, tokenizer, many, { seed, temperature: 50 });
  const alone = await Promise.all(
    many.map((prompt) => generate(model, tokenizer, [prompt], { seed, temperature: 50 })),
  );
  expect(together.map(({ text }) => text)).toEqual(alone.map(([{ text }]) => text));
  // So hot that the draws alone decide.
  expect(new Set(together.map(({ tokens }) => tokens[0])).size).toBeGreaterThan(2);
});

test('positions are told of the tokens that were written, the first of those drawn for prompt and budget', async () => {
  const [{ tokens, positions }] = await generate(model, tokenizer, [prompts[1]], { seed });
  const drawn = drawPositions(tinyConfig.positions, 1 + 7, keyed(seed, 'positions', 'a'));
  expect(positions).toEqual(drawn.subarray(0, 1 + tokens.length));
  // Of an answer that ends early, no more than it used.
  const texts = Array.from({ length: 40 }, (_, i) => ({ text: `${i}`, budget: 60 }));
  const written = await generate(model, tokenizer, texts, { seed, temperature: 3 });
  for (const each of written) expect(each.positions).toHaveLength(each.prompt.length + each.tokens.length);
  expect(written.some(({ ended, tokens: own }) => ended && own.length < 60)).toBe(true);
});

test('an answer ends with the blank line, in one token or two, or is said not to have ended', async () => {
  // A stand-in for a model: it says the letters of `script` whatever it reads.
  const says = async (script: string, budget: number, other: Tokenizer = tokenizer) => {
    let step = 0;
    const next = () => {
      const logits = new Float32Array(other.size);
      logits[other.encode(script)[step++]] = 1;
      return tf.tensor3d(logits, [1, 1, other.size]);
    };
    const scripted: LanguageModel = { ...model, vocabulary: other.size, decode: saying(next) };
    const [generated] = await generate(scripted, other, [{ text: 'q', budget }], { seed });
    const { text, tokens, ended } = generated;
    return { text, tokens: tokens.length, ended };
  };
  expect(await says('3 4\n\n5', 10)).toEqual({ text: '3 4\n\n', tokens: 5, ended: true });
  expect(await says('3 4\n5\n', 6)).toEqual({ text: '3 4\n5\n', tokens: 6, ended: false });
  expect(await says('3\n\n', 3)).toEqual({ text: '3\n\n', tokens: 3, ended: true });
  expect(await says('3\n\n', 2)).toEqual({ text: '3\n', tokens: 2, ended: false });

  const pieces = ['', 'q', '3', '\n', '\n\n\n', ' ]\n'];
  const merging: Tokenizer = {
    size: pieces.length,
    pad: 0,
    encode: (text) => Array.from(text, (c) => 'q3|~#'.indexOf(c) + 1),
    decode: (ids) => Array.from(ids, (id) => pieces[id]).join(''),
  };
  expect(await says('3~', 5, merging)).toEqual({ text: '3\n\n', tokens: 2, ended: true });
  expect(await says('3#|', 5, merging)).toEqual({ text: '3 ]\n\n', tokens: 3, ended: true });
});

test('temperature draws tokens, the same for the same seed, and greedily when it is small', async () => {
  const at = (temperature: number, key = seed) =>
    generate(model, tokenizer, prompts, { seed: key, temperature });
  expect(await at(2)).toEqual(await at(2));
  expect(await at(2)).not.toEqual(await at(2, 6));
  expect(await at(1e-4)).toEqual(await at(0));
});

test('tokens follow the probabilities, and padding is none', async () => {
  // Two tokens with log odds 1 at temperature 2: the likelier has probability 1 / (1 + exp(-1/2)).
  const logits = new Float32Array(tokenizer.size).fill(-1e9);
  const [a, b] = tokenizer.encode('ab');
  logits[a] = 1;
  logits[b] = 0;
  logits[tokenizer.pad] = 3;
  const fixed: LanguageModel = {
    ...model,
    decode: saying(() => tf.tensor3d(logits, [1, 1, tokenizer.size])),
  };
  const [greedy] = await generate(fixed, tokenizer, [{ text: 'q', budget: 4 }], { seed });
  expect(greedy.tokens).toEqual([a, a, a, a]);

  let said = '';
  for (let i = 0; i < 30; i++) {
    const [{ text }] = await generate(fixed, tokenizer, [{ text: `${i}`, budget: 90 }], {
      seed: i,
      temperature: 2,
    });
    said += text;
  }
  const share = said.replaceAll('b', '').length / said.length;
  // 2700 draws: four standard errors are 0.038.
  expect(Math.abs(share - 1 / (1 + Math.exp(-0.5)))).toBeLessThan(0.038);
});

test('a prompt that fills the context is refused, and a budget is cut to what is left of it', async () => {
  const text = 'x'.repeat(97);
  const [{ tokens, ended }] = await generate(model, tokenizer, [{ text, budget: 50 }], { seed });
  expect({ count: tokens.length, ended }).toEqual({ count: 3, ended: false });
  await expect(generate(model, tokenizer, [{ text: 'x'.repeat(100), budget: 5 }], { seed })).rejects.toThrow(
    'no room in a context of 100',
  );
});

/** So many texts of other lengths that some of them go on alone, more than once. */
const many = [20, 3, 9, 5, 2, 14, 4, 1].map((budget, i) => ({
  text: `${'q'.repeat(1 + (i % 3))}${i}`,
  budget,
}));

test('texts that others part from are written on as if nobody had been beside them', async () => {
  const told = many.map((): number[] => []);
  const written = (token: number, row: number) => void told[row].push(token);
  for (const { config, temperature } of [
    { config: tinyConfig, temperature: 0 },
    { config: { ...tinyConfig, window: 3 }, temperature: 5 },
    { config: encodingConfigs.alibi, temperature: 5 },
    { config: encodingConfigs.fire, temperature: 0 },
  ]) {
    const by = modelOf(config);
    told.forEach((row) => (row.length = 0));
    const together = await generate(by, tokenizer, many, { seed, temperature, written });
    for (const [row, prompt] of many.entries()) {
      const [alone] = await generate(by, tokenizer, [prompt], { seed, temperature });
      expect(together[row]).toEqual(alone);
      expect(told[row]).toEqual(alone.tokens);
    }
  }
});

test('what is thrown after a token ends the writing, and leaves no tensors behind', async () => {
  const before = tf.memory().numTensors;
  for (const last of [1, 6, 12]) {
    let tokens = 0;
    const pause = () => (++tokens === last ? Promise.reject(new Error('enough')) : Promise.resolve());
    await expect(generate(model, tokenizer, many, { seed, pause })).rejects.toThrow('enough');
    expect(tokens).toBe(last);
  }
  expect(tf.memory().numTensors).toBe(before);
});

test('decoding leaves no tensors behind', async () => {
  const before = tf.memory().numTensors;
  await generate(model, tokenizer, prompts, { seed });
  expect(tf.memory().numTensors).toBe(before);
});
