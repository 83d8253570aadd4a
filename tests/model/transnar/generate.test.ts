/** Greedy decoding with a memory, against the plain model: all logits anew for every token, one text and graph at a time. */
import { expect, test } from 'vitest';
import { charsTokenizer } from '../../../lib/dataset/text/index.ts';
import { drawPositions } from '../../../lib/model/language-data/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { generate } from '../../../lib/model/transformer/index.ts';
import { transnar } from '../../../lib/model/transnar/index.ts';
import { keyed } from '../../../lib/random/index.ts';
import { disturb, tinyConfig, tinyRotary } from '../transformer/tiny.ts';
import { plainTransnar } from './plain-transnar.ts';
import { someMemory, tinyReader, tinyWidths } from './tiny.ts';

const tokenizer = charsTokenizer();
const parameters = Parameters.seeded('generate with memory');
const model = transnar(
  { transformer: tinyConfig, transnar: tinyReader, vocabulary: tokenizer.size, memory: tinyWidths },
  parameters,
);
disturb(parameters, 0.5);

const counts = [3, 5, 1];
const memory = someMemory(counts);
const prompts = [
  { text: 'minimum:\nkey: [0.1 0.2]\nmin:\n', budget: 6 },
  { text: 'a', budget: 12 },
  { text: 'bfs of it', budget: 9 },
];

function plainAnswer(row: number): number[] {
  const { text, budget } = prompts[row];
  const prompt = tokenizer.encode(text);
  const positions = drawPositions(tinyConfig.positions, prompt.length + budget, keyed(4, 'positions', text));
  const real = <T>(items: T[]) => items.slice(0, counts[row]);
  const graph = {
    nodes: real(memory.nodes.arraySync()[row]),
    edges: real(memory.edges.arraySync()[row]).map(real),
  };
  const weights = new Map(
    [...parameters.entries()].map(([name, each]) => [name, each.dataSync<'float32'>()]),
  );
  const plain = {
    ...tinyConfig,
    rotary: tinyRotary,
    reader: { layers: [0, 1], heads: tinyReader.heads, combine: 'concat-linear', indexFeatures: 0 },
    weights: (name: string) => weights.get(name),
  } as const;
  const tokens = [...prompt];
  while (tokens.length < prompt.length + budget) {
    const shown = [...positions.subarray(0, tokens.length)];
    const last = plainTransnar(plain, tokens, shown, [graph, graph]).at(-1)!;
    last[tokenizer.pad] = -Infinity;
    tokens.push(last.indexOf(Math.max(...last)));
    if (tokenizer.decode(tokens.slice(prompt.length)).includes('\n\n')) break;
  }
  return tokens.slice(prompt.length);
}

test('prompts side by side are answered as each is alone with its own graph', async () => {
  const written = await generate(model, tokenizer, prompts, { memory, seed: 4 });
  const expected = prompts.map((_, row) => plainAnswer(row));
  expect(written.map(({ tokens }) => [...tokens])).toEqual(expected);
  // The memory decides: with the graphs of others, the answers are others.
  const other = someMemory([5, 3, 4], 'other');
  const elsewhere = await generate(model, tokenizer, prompts, { memory: other, seed: 4 });
  expect(elsewhere.map(({ tokens }) => [...tokens])).not.toEqual(expected);
});
