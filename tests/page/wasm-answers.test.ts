/** The page's models on the page's engine: what they answer, and what is left when an answer is stopped in its middle. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test, vi } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { formatSample, sampleAt } from '../../lib/dataset/index.ts';
import { solve } from '../../lib/model/transnar/solve.ts';
import type { AnswerReport, Asking, MemoryChoice } from '../../lib/page/live/protocol.ts';
import { answer } from '../../lib/page/live/worker/answers.ts';
import { type Models, modelsOf } from '../../lib/page/live/worker/models.ts';
import { Recording } from '../../lib/page/live/worker/recording.ts';
import { startPageEngine } from '../../scripts/live/engine.ts';
import { liveParts, voices } from '../../scripts/live/parts.ts';

const { seed } = voices[0].experiment;
const sizes = { quickselect: 6, matrix_chain_order: 4, bfs: 7 } as const;
const names = Object.keys(sizes) as (keyof typeof sizes)[];
const memories: readonly MemoryChoice[] = ['own', 'other', 'off'];
const asking = (name: keyof typeof sizes, memory: MemoryChoice): Asking => {
  const problem = sampleAt(name, sizes[name], 'page engine', 0, { truncateDecimals: 3 });
  return { question: formatSample(problem).question, memory, other: 1, positions: undefined };
};

let models: Models;
/** The answers of the engine that the library computes with, by question and memory. */
const library = new Map<string, string[]>();

async function answers(asked: Asking, of: Models, signal = new AbortController().signal): Promise<string[]> {
  const texts: string[] = [];
  const hear = (each: AnswerReport) => void (each.kind === 'answer' && texts.push(each.answer.text));
  await answer(of, 0, { asking: asked, share: { steps: true, voices: [0, 1] } }, hear, signal);
  return texts;
}

beforeAll(async () => {
  await chooseBackend();
  const parts = await liveParts();
  const there = modelsOf(parts.data, parts.weights);
  for (const name of names) {
    for (const memory of memories)
      library.set(`${name} ${memory}`, await answers(asking(name, memory), there));
  }
  await startPageEngine();
  models = modelsOf(parts.data, parts.weights);
});

test.each(names.flatMap((name) => memories.map((memory) => [name, memory] as const)))(
  'answers %s as the library does, from notes, reading the memory: %s',
  async (name, memory) => {
    expect(tf.getBackend()).toBe('wasm');
    const repeat = vi.spyOn(Recording.prototype, 'repeat');
    const said = await answers(asking(name, memory), models);
    expect(said).toHaveLength(2);
    expect(said).toEqual(library.get(`${name} ${memory}`));
    // The first token comes with the prompt, and with the second notes are taken.
    const { tokenizer } = models.voices[0].solver();
    const tokens = said.reduce((sum, text) => sum + tokenizer.encode(text).length, 0);
    expect(repeat.mock.calls.length).toBeGreaterThanOrEqual(tokens - 2 * said.length);
    repeat.mockRestore();
  },
);

test('leaves nothing behind when it is stopped, and answers the next question', async () => {
  const solver = models.voices[0].solver();
  const { question } = asking('bfs', 'own');
  const { tokens } = await solve(question, { ...solver, seed });
  const before = tf.memory();
  const stop = new AbortController();
  let written = 0;
  const stopped = solve(
    question,
    { ...solver, seed },
    {
      signal: stop.signal,
      written: () => void (++written === 4 && stop.abort()),
    },
  );
  await expect(stopped).rejects.toThrow('Interrupted');
  expect(written).toBe(4);
  const after = tf.memory();
  expect([after.numTensors, after.numDataBuffers]).toEqual([before.numTensors, before.numDataBuffers]);
  expect((await solve(question, { ...solver, seed })).tokens).toEqual(tokens);
});
